import { open, type Operations, withAccount } from './operation.ts';
import { badArgument } from './soapReply.ts';
import { el, type QName, type XmlElement } from './xml.ts';

/** ONVIF Imaging service: settings of the one video source. */
export const imagingService: Operations = {
  GetServiceCapabilities: open(() => el('timg:GetServiceCapabilitiesResponse', el('timg:Capabilities'))),
  GetImagingSettings: withAccount(({ request, state: { camera } }) => {
    if (request.argument('VideoSourceToken') !== 'vs0') throw badArgument('no such source', 'ter:NoSource');
    return el(
      'timg:GetImagingSettingsResponse',
      el(
        'timg:ImagingSettings',
        el('tt:BacklightCompensation', el('tt:Mode', 'OFF')),
        el('tt:Brightness', 50),
        el('tt:ColorSaturation', 50),
        el('tt:Contrast', 50),
        el('tt:IrCutFilter', camera.settings.irCutFilter),
        el('tt:Sharpness', 50),
        el('tt:WideDynamicRange', el('tt:Mode', camera.settings.wideDynamicRange ? 'ON' : 'OFF')),
      ),
    );
  }),
  GetOptions: withAccount(({ request }) => {
    if (request.argument('VideoSourceToken') !== 'vs0') throw badArgument('no such source', 'ter:NoSource');
    return el(
      'timg:GetOptionsResponse',
      el(
        'timg:ImagingOptions',
        el('tt:BacklightCompensation', el('tt:Mode', 'OFF'), el('tt:Mode', 'ON')),
        range('tt:Brightness'),
        range('tt:ColorSaturation'),
        range('tt:Contrast'),
        el('tt:IrCutFilterModes', 'ON'),
        el('tt:IrCutFilterModes', 'OFF'),
        el('tt:IrCutFilterModes', 'AUTO'),
        range('tt:Sharpness'),
      ),
    );
  }),
};

function range(name: QName): XmlElement {
  return el(name, el('tt:Min', 0), el('tt:Max', 100));
}

const dayMs = 86_400_000;

/** ONVIF Recording Search service: what the camera claims to have kept. */
export const searchService: Operations = {
  GetServiceCapabilities: open(() => el('tse:GetServiceCapabilitiesResponse', el('tse:Capabilities'))),
  GetRecordingSummary: withAccount(({ state, roster }) => {
    const until = roster.clockMs(state);
    const from = until - state.camera.recordedDays * dayMs;
    return el(
      'tse:GetRecordingSummaryResponse',
      el(
        'tse:Summary',
        el('tt:DataFrom', new Date(from).toISOString()),
        el('tt:DataUntil', new Date(until).toISOString()),
        el('tt:NumberRecordings', 1),
      ),
    );
  }),
};

import { expect, it, onTestFinished } from 'vitest';
import { CameraRoster } from '../cameraState.ts';
import { buildCity } from '../city/city.ts';
import { FaultBoard } from '../faults/faultBoard.ts';
import { createPictureSources, type PictureLibrary } from '../picture/pictureSource.ts';
import { RawRtsp } from '../testing/rawRtsp.ts';
import { LiveStreams } from './liveStreams.ts';
import { RtspServer } from './rtspServer.ts';

const code = 'MP-001-C01';

interface City {
  readonly library: PictureLibrary;
  readonly scene: string;
  /** The status of the answer to PLAY for the large pictures. */
  readonly play: () => Promise<number>;
}

/** A city whose scenes nobody has encoded yet. */
async function unpreparedCity(sceneWithinMs: number): Promise<City> {
  const city = buildCity({ schools: 1, cameras: 1, seed: 'khue' });
  const roster = new CameraRoster(city, new FaultBoard([code], Date.now), Date.now);
  const state = roster.get(code);
  if (state === null) throw new Error('the city has no camera');
  const library = await createPictureSources({ cacheDir: null });
  onTestFinished(() => library.close());
  const server = new RtspServer(roster, new LiveStreams(roster, library), 600, sceneWithinMs);
  const [port] = await server.start('127.0.0.1', [0]);
  onTestFinished(() => server.stop());
  return {
    library,
    scene: state.camera.scene,
    play: async () => {
      const url = `rtsp://127.0.0.1:${port}/${code}/main`;
      const client = await RawRtsp.connect(url);
      onTestFinished(() => client.close());
      return (await client.play(roster.account(state), url, '0-1', 60_000)).status;
    },
  };
}

it('answers PLAY once the scene is encoded, so that the first large picture shows it', async () => {
  const { library, scene, play } = await unpreparedCity(60_000);
  const states: string[] = [];
  const ready = library.ready(scene, 'main', 'h264').then(() => states.push('encoded'));
  const status = await play();
  expect([status, states]).toEqual([200, ['encoded']]);
  await ready;
});

it('answers PLAY in time although the scene is not encoded yet', async () => {
  const { library, scene, play } = await unpreparedCity(1);
  const states: string[] = [];
  const ready = library.ready(scene, 'main', 'h264').then(() => states.push('encoded'));
  const status = await play();
  expect([status, states]).toEqual([200, []]);
  await ready;
});

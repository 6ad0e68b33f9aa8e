/** Looks at what a <video> really shows: keeps the last picture, and tells whether it differs from the one before. */
import { createPictureMemory } from './samePicture.ts';

/** Small enough to read back for a whole wall, large enough that the camera's own clock moves a value. */
const sampleWidth = 32;
const sampleHeight = 18;
const keptWidth = 640;

export interface PictureSample {
  /** Draws the current picture into the kept one; true where it is a new one. False also where there is none. */
  take(video: HTMLVideoElement): boolean;
}

export function createPictureSample(kept: HTMLCanvasElement): PictureSample {
  const small = document.createElement('canvas');
  small.width = sampleWidth;
  small.height = sampleHeight;
  const reading = small.getContext('2d', { willReadFrequently: true });
  const keeping = kept.getContext('2d');
  const memory = createPictureMemory();

  return {
    take: (video) => {
      if (reading === null || keeping === null || video.videoWidth === 0 || video.readyState < 2) return false;
      const height = Math.round((keptWidth * video.videoHeight) / video.videoWidth);
      if (kept.width !== keptWidth || kept.height !== height) {
        kept.width = keptWidth;
        kept.height = height;
      }
      keeping.drawImage(video, 0, 0, keptWidth, height);
      // Averaging, not picking: a digit that changes in the picture has to change a value.
      reading.imageSmoothingQuality = 'high';
      reading.drawImage(kept, 0, 0, sampleWidth, sampleHeight);
      const now = reading.getImageData(0, 0, sampleWidth, sampleHeight).data;
      return memory.isNew(now);
    },
  };
}

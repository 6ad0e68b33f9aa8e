/** A piece of a camera's fragmented MP4, made once and shared by all who look at the camera. */
export interface Fragment {
  readonly kind: 'init' | 'media';
  readonly keyFrame: boolean;
  /** When the gateway had received the last packet of the picture, ms since the epoch. */
  readonly arrivedAt: number;
  readonly payload: Buffer;
}

/** What a camera may watch; a classroom is not among them. */
export type Zone = 'gate_street' | 'yard' | 'corridor' | 'kitchen' | 'office';

/** A usual place of a camera within a school, and the scene that shows it. */
export interface Spot {
  readonly name: string;
  readonly zone: Zone;
  readonly scene: string;
}

/** In the order in which a school puts up cameras. */
export const spots: readonly Spot[] = [
  { name: 'Cổng chính', zone: 'gate_street', scene: 'gate' },
  { name: 'Sân trường', zone: 'yard', scene: 'yard' },
  { name: 'Hành lang A1', zone: 'corridor', scene: 'corridor' },
  { name: 'Nhà xe học sinh', zone: 'yard', scene: 'bikes' },
  { name: 'Bếp ăn bán trú', zone: 'kitchen', scene: 'kitchen' },
  { name: 'Cầu thang khu A', zone: 'corridor', scene: 'stairs' },
  { name: 'Sân bóng rổ', zone: 'yard', scene: 'court' },
  { name: 'Cổng phụ ban đêm', zone: 'gate_street', scene: 'nightgate' },
  { name: 'Sân sau', zone: 'yard', scene: 'backyard' },
  { name: 'Lối vào khu phục vụ', zone: 'office', scene: 'service' },
  { name: 'Sân trường ban đêm', zone: 'yard', scene: 'nightyard' },
  { name: 'Hành lang B2', zone: 'corridor', scene: 'corridor' },
];

/** With few cameras a school chooses among these sets, so that a default city shows every scene. */
export const spotOrders: readonly (readonly number[])[] = [
  [0, 1, 2, 3],
  [0, 4, 6, 5],
  [7, 1, 2, 9],
  [0, 8, 3, 10],
];

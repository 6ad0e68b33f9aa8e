/** What a camera may watch. */
export type Zone = 'gate_street' | 'yard' | 'corridor' | 'kitchen' | 'classroom' | 'office';

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

/** Which camera of a school watches a room where children are taught or looked after, in the schools that have one. */
const roomNumber = 3;

const classroom: Spot = { name: 'Lớp học 3A', zone: 'classroom', scene: 'classroom' };
const nurseryRoom: Spot = { name: 'Phòng nhóm trẻ 1', zone: 'classroom', scene: 'nursery' };

/** Of every ten schools a nursery school and a primary school have such a room; `number` counts a school's cameras from 0. */
export function roomOf(schoolIndex: number, number: number): Spot | null {
  if (number !== roomNumber) return null;
  if (schoolIndex % 10 === 3) return nurseryRoom;
  return schoolIndex % 10 === 4 ? classroom : null;
}

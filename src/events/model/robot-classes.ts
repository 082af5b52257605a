/** The robot classes of hits: a robot of any kind, Apple's mail privacy proxy, Google's security robot. */
export const ROBOT_CLASSES = ['genericrobot', 'mpp', 'gsr'] as const;
export type RobotClass = (typeof ROBOT_CLASSES)[number];

const TRAIN =
  'train skyscraper turtle raccoon spider orange castle keyboard clock pear girl seal elephant apple ' +
  'aquarium_fish bus mushroom possum squirrel chair tank plate wolf road mouse boy shrew couch sunflower ' +
  'tiger caterpillar lion streetcar lawn_mower tulip forest dolphin cockroach bear porcupine bee hamster ' +
  'lobster bowl can bottle trout snake bridge pine_tree skunk lizard cup kangaroo oak_tree dinosaur rabbit ' +
  'orchid willow_tree ray palm_tree mountain house cloud';
const VALIDATION =
  'otter motorcycle television lamp crocodile shark butterfly beaver beetle tractor flatfish maple_tree ' +
  'camel crab sea cattle';
const TEST =
  'baby bed bicycle chimpanzee fox leopard man pickup_truck plain poppy rocket rose snail sweet_pepper table ' +
  'telephone wardrobe whale woman worm';

/** The classes of each part of CIFAR-FS, by their names in CIFAR-100, in the order of the published lists. */
export const CIFAR_FS_CLASSES = {
  train: TRAIN.split(' '),
  validation: VALIDATION.split(' '),
  test: TEST.split(' '),
} as const satisfies Record<string, readonly string[]>;

/** Texts about images and about what is dropped on the view. */
export const imageStrings = {
  'image.none': '{name} was not added: it is no image. To mention a file, type @.',
  'image.format': '{name} was not added: images of this kind cannot be read here. Save it as PNG or JPEG and add that.',
  'image.unreadable': '{name} was not added: it cannot be read. Save it anew as PNG or JPEG and add that.',
  'image.size': '{name} was not added: images may have up to {limit} MB. Make it smaller and add it again.',
  'image.count': 'Only {limit} images fit in one message. Not added: {names}.',
  'image.total':
    '{name} was not added: the images of one message may have up to {limit} MB together. Send it with another message.',
  'image.moving': '{name} moves: only its first picture is sent.',
  'image.reading': 'Preparing the image…',
  'image.unseen': '{model} cannot see images, so this is not sent. Remove the image, or change the model.',
  'image.lost.one': 'One image was too large to be kept while the window was away. Add it again.',
  'image.lost.other': '{count} images were too large to be kept while the window was away. Add them again.',
  'drop.hold': 'Hold Shift to drop here',
  'drop.now': 'Drop to attach',
};

import type { ReactNode } from 'react';
import { placeName } from '../../../playback';
import { useMap, usePlace } from '../mapContext';
import { useShown } from '../slowFrames';

/** The spoken name of a place: the only content of its node that is not a picture. The node stays as it is when the words change. */
export function AccessibleName({ place }: { readonly place: number }): ReactNode {
  const { info } = usePlace(place);
  return (
    <span id={`place-${info.id}-name`} className="visually-hidden">
      <PlaceName place={place} />
    </span>
  );
}

export function PlaceName({ place }: { readonly place: number }): ReactNode {
  const { header } = useMap();
  const { info } = usePlace(place);
  return useShown((frame) => (frame === null ? info.title : placeName(header, frame, place)));
}

import { useEffect, useState } from 'react';

/** A card that just appeared under the hand or took the focus must not be decided by a press meant for something else. */
const guardMs = 300;

/** True for a moment after `subject` changed: presses do nothing then. */
export function useActivationGuard(subject: string): boolean {
  const [safe, setSafe] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSafe(subject), guardMs);
    return () => clearTimeout(timer);
  }, [subject]);
  return safe !== subject;
}

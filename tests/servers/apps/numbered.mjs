// What all of these servers send: numbers that grow with time, so that a restart forgets none.
const started = parseFloat(process.env.STARTED);
const perSecond = 50;

export const port = parseInt(process.env.PORT);
export const retry = 200;

// Calls `send(number)` for every number after that id, each as it comes. Returns what stops it.
export function since(lastEventId, send) {
  let number = lastEventId ? parseInt(lastEventId) : 0;
  const timer = setInterval(() => {
    while (number < (Date.now() / 1000 - started) * perSecond) {
      number += 1;
      send(number);
    }
  }, 20);
  return () => clearInterval(timer);
}

export const textOf = (number) => JSON.stringify({ text: `№ ${number}` });

export const eventOf = (number) =>
  `id: ${number}\nevent: number\nretry: ${retry}\ndata: ${textOf(number)}\n\n`;

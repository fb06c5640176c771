'use strict';
// Has a conversation with the service at the address in the first argument, and prints what happens: an event a line, as JSON.
const ChatClient = require('./chat-client');

const tell = (event, value) => console.log(JSON.stringify({ event, value }));

async function main(base) {
  const client = new ChatClient(base);
  for (const event of ['connected', 'typing', 'called', 'chunk', 'answer', 'ready', 'refused', 'surprise', 'closed']) {
    client.on(event, value => tell(event, value));
  }
  tell('session', await client.open('utente-7', { source: 'cruscotto' }));
  await client.say("Posso fare colazione prima dell'ecografia all'addome?");
  await client.say('Grazie');
  tell('info', await client.info());
  tell('deleted', await client.end());
}

main(process.argv[2]).catch(error => {
  tell('failed', String(error));
  process.exit(1);
});

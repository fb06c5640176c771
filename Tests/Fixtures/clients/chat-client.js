'use strict';
// A client as a Node back end would keep one: REST through axios, the socket through ws. It knows docs/protocol.md
// without its additions, and tells as `surprise` whatever else it is sent.
const axios = require('axios');
const { EventEmitter, once } = require('events');
const WebSocket = require('ws');

class ChatClient extends EventEmitter {
  constructor(base) {
    super();
    this.base = base;
    this.http = axios.create({ baseURL: base });
  }

  /** Creates a session and opens its socket. */
  async open(user = null, metadata = {}) {
    const { data } = await this.http.post('/api/create-session', { user_id: user, metadata });
    this.session = data.session_id;
    this.socket = new WebSocket(`${this.base.replace(/^http/, 'ws')}/ws/${this.session}`);
    this.socket.on('message', text => this.take(JSON.parse(text)));
    this.socket.on('close', code => this.emit('closed', code));
    await once(this.socket, 'open');
    return data;
  }

  take(frame) {
    switch (frame.type) {
      case 'status': return this.emit(frame.status, frame);
      case 'function_called': return this.emit('called', frame.function_name);
      case 'chunk': return this.emit('chunk', frame.content);
      case 'complete': return this.emit('answer', frame.full_response);
      case 'error': return this.emit('refused', frame.error);
      default: return this.emit('surprise', frame);
    }
  }

  /** Says something, and waits until the service is ready for more. */
  async say(message) {
    const ready = once(this, 'ready');
    this.socket.send(JSON.stringify({ message }));
    await ready;
  }

  async info() {
    return (await this.http.get(`/api/session/${this.session}/info`)).data;
  }

  /** Leaves, and deletes the session. */
  async end() {
    const closed = once(this, 'closed');
    this.socket.close();
    await closed;
    return (await this.http.delete(`/api/session/${this.session}`)).data;
  }
}

module.exports = ChatClient;

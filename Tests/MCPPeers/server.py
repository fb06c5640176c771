"""A server made with the SDK, over HTTP on a free port of the loopback interface: with the current release for both eras, with
an earlier one for the handshake alone. It prints the port, and serves until it is told to stop."""

import asyncio
import base64
import socket

import uvicorn
from mcp.types import ImageContent, TextContent

try:
    from mcp.server.mcpserver import Context, MCPServer
except ImportError:
    from mcp.server.fastmcp import Context
    from mcp.server.fastmcp import FastMCP as MCPServer

server = MCPServer("peer")


@server.tool(description="Adds two whole numbers.")
def add(a: int, b: int) -> int:
    return a + b


@server.tool(description="Fails.")
def fail(why: str) -> str:
    raise ValueError(why)


@server.tool(description="Draws a picture.")
def draw() -> list:
    data = base64.b64encode(b"\x89PNG" + bytes(2044)).decode()
    picture = ImageContent.model_validate({"type": "image", "data": data, "mimeType": "image/png"})
    return [TextContent(type="text", text="Here it is."), picture]


@server.tool(name="spät/frage", description="Has a name that no model accepts.")
def late(text: str) -> str:
    return f"You said {text}."


@server.tool(description="Waits until it is cancelled.")
async def wait() -> str:
    begun.set()
    try:
        await asyncio.sleep(600)
    finally:
        cancelled.set()
    return "slept"


@server.tool(description="Says that a wait has begun, when it has.")
async def has_begun() -> bool:
    await asyncio.wait_for(begun.wait(), 60)
    return True


@server.tool(description="Says that a wait was cancelled, when it was.")
async def was_cancelled() -> bool:
    await asyncio.wait_for(cancelled.wait(), 60)
    return True


@server.tool(description="Adds a tool to the server, and says so to whoever listens.")
async def grow(ctx: Context) -> str:
    server.add_tool(lambda: "new", name="grown", description="Was not there before.")
    if hasattr(ctx, "notify_tools_changed"):
        await ctx.notify_tools_changed()
    return "grown"


begun = asyncio.Event()
cancelled = asyncio.Event()


async def main() -> None:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = uvicorn.Server(uvicorn.Config(server.streamable_http_app(), log_level="warning"))
    serving = asyncio.create_task(app.serve(sockets=[listener]))
    while not app.started:
        await asyncio.sleep(0.01)
    print(f"port {listener.getsockname()[1]}", flush=True)
    await serving


asyncio.run(main())

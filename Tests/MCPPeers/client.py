"""The SDK's client, driven by a test: says what a server offers and answers, as one JSON object.

client.py MODE URL                   over HTTP
client.py MODE - COMMAND ARGUMENT…   over the command's standard input and output

MODE is "legacy" (the handshake), "auto" (whatever both sides like best) or a version. Standard input has the calls to make, a
JSON array of {"name", "arguments"} and optionally "meta".
"""

import asyncio
import json
import os
import sys

from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.shared.exceptions import MCPError


async def main() -> None:
    mode, place, *command = sys.argv[1:]
    server = place
    if place == "-":
        server = StdioServerParameters(command=command[0], args=command[1:], env=dict(os.environ))
    said = {"calls": []}
    async with Client(server, mode=mode) as client:
        said["version"] = client.protocol_version
        said["server"] = client.server_info.name if client.server_info else None
        tools, cursor = [], None
        while True:
            page = await client.list_tools(cursor=cursor)
            tools += page.tools
            cursor = page.next_cursor
            if cursor is None:
                break
        said["tools"] = [tool.name for tool in tools]
        said["readOnly"] = [tool.name for tool in tools if tool.annotations and tool.annotations.read_only_hint]
        for call in json.load(sys.stdin):
            try:
                result = await client.call_tool(call["name"], call.get("arguments", {}), meta=call.get("meta"))
                said["calls"].append({
                    "isError": result.is_error,
                    "texts": [block.text for block in result.content if block.type == "text"],
                })
            except MCPError as error:
                said["calls"].append({"code": error.error.code, "message": error.error.message})
    print(json.dumps(said))


asyncio.run(main())

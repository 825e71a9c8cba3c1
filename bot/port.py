"""The port a program listens on, taken before anything else is touched."""

import errno
import socket

from bot.command_error import CommandError

NO_HOST = "DINGBAN_HOST 写的“{}”不是这台机器的地址,请改成 127.0.0.1 或 0.0.0.0。"
NO_PORT = {
    errno.EADDRINUSE: "端口 {} 已被别的程序占用:请先关掉它,或{}。",
    errno.EACCES: "端口 {} 没有权限使用:1024 以下的请换成 8080 这样的端口({})。",
}


def take_port(host: str, port: int, otherwise: str) -> socket.socket:
    """`otherwise` says how to choose another one."""
    if not 0 < port < 65536:
        raise CommandError(f"没有 {port} 这个端口,请写 1 到 65535 的数字。")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CommandError(NO_HOST.format(host)) from error
    family, _, _, _, where = found[0]
    try:
        return socket.create_server((str(where[0]), int(where[1])), family=family)
    except OSError as error:
        says = NO_PORT.get(error.errno or 0, "")
        raise CommandError(says.format(port, otherwise) or NO_HOST.format(host)) from error

using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Strongroom.Bench.Load;

/// <summary>One client connection: sends a ready-made request, and reads one answer with a Content-Length.</summary>
internal sealed class Connection(IPEndPoint server, int epoll, int index) : IDisposable
{
    private readonly byte[] buffer = new byte[64 << 10];
    private Socket socket = Open(server, epoll, index);
    private int received;

    /// <summary>When the request was due; in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long Started { get; private set; }

    /// <summary>The answer's body, after <see cref="TryReceive"/> said true.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>Sends a request. A server that closes after each answer is connected to anew first.</summary>
    public void Send(byte[] request, long started)
    {
        Started = started;
        received = 0;
        if (Libc.Send((int)socket.Handle, request) != request.Length)
            throw new IOException("A request could not be sent.");
    }

    /// <summary>Reads what came; true once the answer is complete.</summary>
    /// <exception cref="IOException">The answer is not a 200, or the connection broke.</exception>
    public bool TryReceive()
    {
        var count = (int)Libc.Receive((int)socket.Handle, buffer.AsSpan(received));
        if (count < 0)
            return Marshal.GetLastPInvokeError() is Libc.Again or Libc.Interrupted ? false : throw new IOException("A connection broke.");
        if (count == 0)
        {
            if (received > 0)
                throw new IOException("A connection closed within an answer.");
            Reconnect();
            return false;
        }

        received += count;
        var answer = buffer.AsSpan(0, received);
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
            return false;
        var length = LengthOf(answer[..(head + 2)]);
        if (received < head + 4 + length)
            return false;
        if (!answer[8..].StartsWith(" 200 "u8))
            throw new IOException($"A request was refused: {System.Text.Encoding.UTF8.GetString(answer)}");
        Body = buffer.AsMemory(head + 4, length);
        if (answer.StartsWith("HTTP/1.0"u8) || answer[..head].IndexOf("onnection: close"u8) >= 0)
            Reconnect();
        return true;
    }

    public void Dispose() => socket.Dispose();

    private void Reconnect()
    {
        socket.Dispose();
        socket = Open(server, epoll, index);
    }

    private static Socket Open(IPEndPoint server, int epoll, int index)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server);
        Libc.Watch(epoll, (int)socket.Handle, index);
        return socket;
    }

    private static int LengthOf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("ontent-Length: "u8);
        if (at < 0)
            at = head.IndexOf("ontent-length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + 15)..], out int length, out _)
            ? length
            : throw new IOException("An answer has no Content-Length.");
    }
}

using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Strongroom.Aws;

/// <summary>What the web server must be told, because <see cref="RequestHygiene"/> cannot see it any more.</summary>
public static class KestrelHygiene
{
    private static readonly Encoding Digits = new DigitsOnly();

    /// <summary>Sets limits, and makes the server refuse bare line feeds and a Content-Length that is not plain digits.</summary>
    /// <remarks>Call it before the server is built: line ends are a switch of the whole process.</remarks>
    public static void Apply(KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);
        options.AddServerHeader = false;
        options.AllowAlternateSchemes = false;
        options.Limits.MaxRequestLineSize = 17 * 1024;          // a presigned URL with a long session token, and its method
        options.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        options.Limits.MaxRequestHeaderCount = 100;

        // The server reads "+3" as 3, and keeps only the number.
        options.RequestHeaderEncodingSelector = static name =>
            name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) ? Digits : null;
    }

    /// <summary>Turns digits into digits and every other byte into a letter, which the server then refuses.</summary>
    private sealed class DigitsOnly : Encoding
    {
        public override int GetByteCount(char[] chars, int index, int count) => count;

        public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
            ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

        public override int GetCharCount(byte[] bytes, int index, int count) => count;

        public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
            GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

        public override int GetCharCount(ReadOnlySpan<byte> bytes) => bytes.Length;

        public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            for (var i = 0; i < bytes.Length; i++) chars[i] = bytes[i] is >= (byte)'0' and <= (byte)'9' ? (char)bytes[i] : 'x';
            return bytes.Length;
        }

        public override int GetMaxByteCount(int charCount) => charCount;

        public override int GetMaxCharCount(int byteCount) => byteCount;
    }
}

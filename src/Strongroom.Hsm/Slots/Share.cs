using System.Security.Cryptography;
using Strongroom.Cryptography;

namespace Strongroom.Hsm;

/// <summary>One share of a seal slot's secret, as it is printed: it names its set and its place, and notices a slip of the pen.</summary>
/// <remarks>docs/formats/keyring.md.</remarks>
public sealed class Share : IDisposable
{
    internal const int SetLength = 4, DataLength = 32;

    private const int ThresholdAt = 1, IndexAt = 2, SetAt = 3, DataAt = SetAt + SetLength, CheckAt = DataAt + DataLength, CheckLength = 4;
    private const int Length = CheckAt + CheckLength, Group = 5;
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Prefix => "SRSHARE-"u8;

    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"u8;

    private readonly KeyMaterial _bytes;

    private Share(KeyMaterial bytes)
    {
        _bytes = bytes;
        using var lease = bytes.Borrow();
        (Threshold, Index) = (lease.Bytes[ThresholdAt], lease.Bytes[IndexAt]);
        Set = Convert.ToHexStringLower(lease.Bytes.Slice(SetAt, SetLength));
    }

    /// <summary>How many shares of the set open the slot.</summary>
    public int Threshold { get; }

    /// <summary>Its place in the set, from 1.</summary>
    public int Index { get; }

    /// <summary>The set's name: 8 hex digits.</summary>
    public string Set { get; }

    /// <summary>The 32 bytes of the share itself.</summary>
    internal KeyMaterial Data(SecretArena arena)
    {
        using var lease = _bytes.Borrow();
        return KeyMaterial.CopyOf(lease.Bytes.Slice(DataAt, DataLength), arena);
    }

    internal static Share Make(int threshold, int index, ReadOnlySpan<byte> set, ReadOnlySpan<byte> data, SecretArena arena)
    {
        Span<byte> bytes = stackalloc byte[Length];
        (bytes[0], bytes[ThresholdAt], bytes[IndexAt]) = (Version, (byte)threshold, (byte)index);
        set.CopyTo(bytes[SetAt..]);
        data.CopyTo(bytes[DataAt..]);
        Check(bytes, bytes[CheckAt..]);
        return new(KeyMaterial.TakeFrom(bytes, arena));
    }

    /// <summary>The share as ASCII in groups of five, to be written down.</summary>
    public KeyMaterial Print(SecretArena? arena = null)
    {
        var symbols = ((Length * 8) + 4) / 5;
        using var lease = _bytes.Borrow();
        return KeyMaterial.Create(Prefix.Length + symbols + ((symbols - 1) / Group), lease.Bytes, static (text, bytes) =>
        {
            Prefix.CopyTo(text);
            int to = Prefix.Length, bits = 0, buffer = 0, symbol = 0;
            foreach (var value in bytes)
            {
                buffer = ((buffer << 8) | value) & 0xFFFF;
                for (bits += 8; bits >= 5; bits -= 5) Put(text, buffer >> (bits - 5));
            }

            if (bits > 0) Put(text, buffer << (5 - bits));

            void Put(Span<byte> text, int value)
            {
                if (symbol > 0 && symbol % Group == 0) text[to++] = (byte)'-';
                text[to++] = Alphabet[value & 31];
                symbol++;
            }
        }, arena);
    }

    /// <summary>Reads a share as it was written down: case, spaces and dashes do not matter.</summary>
    /// <exception cref="SealException">It is no share, or has a slip of the pen.</exception>
    public static Share Parse(ReadOnlySpan<byte> text, SecretArena arena)
    {
        Span<byte> bytes = stackalloc byte[Length + 1];
        try
        {
            var prefix = text.Trim((ReadOnlySpan<byte>)" \t\r\n"u8);
            if (prefix.Length < Prefix.Length || !System.Text.Ascii.EqualsIgnoreCase(prefix[..(Prefix.Length - 1)], Prefix[..^1]))
                throw new SealException("This is no share: a share begins with SRSHARE-.");
            int at = 0, bits = 0, buffer = 0;
            foreach (var symbol in prefix[Prefix.Length..])
            {
                if (symbol is (byte)'-' or (byte)' ') continue;
                var value = Alphabet.IndexOf((byte)(symbol is >= (byte)'a' and <= (byte)'z' ? symbol - 32 : symbol));
                if (value < 0 || at > Length) throw Slip();
                buffer = ((buffer << 5) | value) & 0xFFFF;
                if ((bits += 5) < 8) continue;
                bits -= 8;
                bytes[at++] = (byte)(buffer >> bits);
            }

            Span<byte> check = stackalloc byte[CheckLength];
            Check(bytes[..Length], check);
            if (at != Length || (buffer & ((1 << bits) - 1)) != 0 || !FixedTime.Equals(check, bytes.Slice(CheckAt, CheckLength))) throw Slip();
            if (bytes[0] != Version || bytes[ThresholdAt] == 0 || bytes[IndexAt] == 0) throw new SealException("This share is of no known version.");
            return new(KeyMaterial.CopyOf(bytes[..Length], arena));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Wipes the share.</summary>
    public void Dispose() => _bytes.Dispose();

    /// <inheritdoc/>
    public override string ToString() => $"share {Index} of set {Set}";

    private static SealException Slip() => new("This share has a slip of the pen: its check does not match. Compare it with what was printed.");

    private static void Check(ReadOnlySpan<byte> bytes, Span<byte> check)
    {
        Span<byte> hash = stackalloc byte[Hash.Sha256Length];
        Hash.Sha256(bytes[..CheckAt], hash);
        hash[..CheckLength].CopyTo(check);
        CryptographicOperations.ZeroMemory(hash);
    }
}

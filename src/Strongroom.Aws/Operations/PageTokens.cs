using System.Buffers.Text;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Aws;

/// <summary>
/// Where a list goes on, sealed: a token opens only for the account, region and list (operation and filters) that it was made for.
/// </summary>
/// <param name="keys">The keys of the purpose "page-tokens".</param>
public sealed class PageTokens(IPurposeKeys keys)
{
    private const int MostTokenCharacters = 4096;

    /// <summary>A token that leads to <paramref name="position"/>.</summary>
    /// <param name="call">Whose account and region bind it.</param>
    /// <param name="list">The operation and its filters.</param>
    /// <param name="position">Where the next page begins; any bytes, up to 2 KiB.</param>
    public string Seal(Call call, string list, ReadOnlySpan<byte> position)
    {
        var box = new byte[NamedBox.SealedLength(position.Length)];
        NamedBox.Seal(keys, ContextOf(call, list), position, box);
        return Base64Url.EncodeToString(box);
    }

    /// <summary>The position that a token leads to; null if it is no token of this list, account and region.</summary>
    public byte[]? Open(Call call, string list, string token)
    {
        if (token.Length > MostTokenCharacters || !Base64Url.IsValid(token)) return null;
        var box = Base64Url.DecodeFromChars(token);
        var length = NamedBox.OpenedLength(box.Length);
        if (length < 0) return null;
        var position = new byte[length];
        return NamedBox.TryOpen(keys, ContextOf(call, list), box, position) ? position : null;
    }

    // Each part behind its length: no two lists share a context.
    private static byte[] ContextOf(Call call, string list)
    {
        using var context = new MemoryStream();
        using (var writer = new BinaryWriter(context, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write("strongroom page token v1");
            writer.Write(call.Account);
            writer.Write(call.Region);
            writer.Write(list);
        }

        return context.ToArray();
    }
}

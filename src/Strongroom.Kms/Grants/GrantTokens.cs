using System.Buffers.Text;
using System.Text;
using Strongroom.Cryptography;

namespace Strongroom.Kms;

/// <summary>Proof of a grant that may not be visible everywhere yet. Here every grant is visible at once, so a token only has to be one of ours.</summary>
/// <param name="keys">The keys of the purpose "grant-tokens".</param>
public sealed class GrantTokens(IPurposeKeys keys)
{
    private static readonly byte[] Context = "strongroom/grant-token/v1"u8.ToArray();

    /// <summary>A token of <paramref name="grant"/>.</summary>
    public string Seal(KmsGrant grant)
    {
        var text = Encoding.UTF8.GetBytes($"{grant.KeyArn} {grant.GrantId}");
        var box = new byte[NamedBox.SealedLength(text.Length)];
        NamedBox.Seal(keys, Context, text, box);
        return Base64Url.EncodeToString(box);
    }

    /// <summary>The key's ARN and the grant's id that a token stands for.</summary>
    /// <exception cref="Aws.FaultException">InvalidGrantTokenException: it is none of ours.</exception>
    public (string KeyArn, string GrantId) Open(string token)
    {
        if (!Base64Url.IsValid(token)) throw KmsFaults.InvalidGrantToken();
        var box = Base64Url.DecodeFromChars(token);
        var length = NamedBox.OpenedLength(box.Length);
        if (length < 0) throw KmsFaults.InvalidGrantToken();
        var text = new byte[length];
        if (!NamedBox.TryOpen(keys, Context, box, text)) throw KmsFaults.InvalidGrantToken();
        var parts = Encoding.UTF8.GetString(text).Split(' ');
        return (parts[0], parts[1]);
    }

    /// <summary>Refuses a list in which a token is none of ours.</summary>
    /// <exception cref="Aws.FaultException">InvalidGrantTokenException.</exception>
    public void Demand(IReadOnlyList<string>? tokens)
    {
        if (tokens is null) return;
        foreach (var token in tokens) Open(token);
    }
}

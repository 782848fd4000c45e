using System.Collections.Concurrent;
using Microsoft.IdentityModel.Tokens;

namespace Strongroom.Sts;

/// <summary>The public keys of issuers, kept for a while. Strangers can ask for any key id, so an issuer is asked rarely whatever they send.</summary>
/// <param name="settings">Issuers whose keys stand in the settings; all others are asked.</param>
/// <param name="documents">Asks them.</param>
/// <param name="time">The clock.</param>
public sealed class IssuerKeys(IEnumerable<IssuerSetting> settings, IssuerDocuments documents, TimeProvider time)
{
    private const int MostKept = 10_000;

    // Fresh keys are used without asking; older ones only while their issuer cannot be reached.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15), FreshFile = TimeSpan.FromMinutes(1), Stale = TimeSpan.FromHours(24),
        ShortestPause = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, IssuerSetting> settings = settings.ToDictionary(static s => s.Url, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Kept> kept = new(StringComparer.Ordinal);

    /// <summary>The keys of an issuer that a token may be signed with: that of its key id, or all where it names none.</summary>
    /// <exception cref="Strongroom.Aws.FaultException">InvalidIdentityToken: no such key. IDPCommunicationError: the issuer cannot be asked.</exception>
    public async ValueTask<IReadOnlyList<SecurityKey>> FindAsync(string issuer, string? keyId, CancellationToken cancellation)
    {
        if (kept.Count >= MostKept) kept.Clear();
        var known = kept.GetOrAdd(issuer, static _ => new());
        var now = time.GetUtcNow();
        if (known.IsFresh(now) && known.Of(keyId) is { Count: > 0 } found) return found;

        await RefreshAsync(issuer, known, now).WaitAsync(cancellation);
        if (known.ReadAt + Stale <= now) throw StsFaults.IssuerUnreachable();
        return known.Of(keyId) is { Count: > 0 } read ? read : throw StsFaults.NoVerificationKey();
    }

    // All who wait for an issuer wait for the same answer.
    private Task RefreshAsync(string issuer, Kept known, DateTimeOffset now)
    {
        lock (known)
        {
            if (!known.Refreshing.IsCompleted || now < known.AskedAt + ShortestPause) return known.Refreshing;
            known.AskedAt = now;
            return known.Refreshing = ReadAsync(issuer, known, now);
        }
    }

    private async Task ReadAsync(string issuer, Kept known, DateTimeOffset now)
    {
        try
        {
            var setting = settings.GetValueOrDefault(issuer);
            var text = setting is null ? await documents.FetchAsync(issuer, CancellationToken.None) : await setting.ReadAsync(CancellationToken.None);
            known.Keys = [.. new JsonWebKeySet(text).GetSigningKeys()];
            (known.ReadAt, known.FreshUntil) = (now, now + (setting is null ? Fresh : FreshFile));
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            return; // What was read before still counts for a while.
        }
    }

    private sealed class Kept
    {
        public Task Refreshing { get; set; } = Task.CompletedTask;

        public IReadOnlyList<SecurityKey> Keys { get; set; } = [];

        public DateTimeOffset AskedAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset ReadAt { get; set; } = DateTimeOffset.MinValue;

        public DateTimeOffset FreshUntil { get; set; } = DateTimeOffset.MinValue;

        public bool IsFresh(DateTimeOffset now) => now < FreshUntil;

        public IReadOnlyList<SecurityKey> Of(string? keyId) => keyId is null ? Keys : [.. Keys.Where(key => key.KeyId == keyId)];
    }
}

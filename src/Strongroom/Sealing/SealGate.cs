using Microsoft.AspNetCore.Http;
using Strongroom.Hsm;

namespace Strongroom.Sealing;

/// <summary>Stands before an installation: lets calls in while it is open, and answers 503 while it is sealed.</summary>
/// <remarks>It holds the data folder all the while, and lets go of it in the end.</remarks>
internal sealed class SealGate(ServerOptions options, DataFolder folder, TimeProvider time, Func<Installation, Serving> serve) : IAsyncDisposable
{
    private readonly SemaphoreSlim turning = new(1, 1);
    private readonly GivenShares shares = new(options);
    private Serving? open;
    private string? endpoint;

    public ServerOptions Options => options;

    public TimeProvider Time => time;

    /// <summary>What serves; null while sealed.</summary>
    public Serving? Open => Volatile.Read(ref open);

    /// <summary>Why it is sealed; null while it is open.</summary>
    public string? SealedBecause { get; private set; }

    /// <summary>How far the shares are: given, and needed. Null where none were given.</summary>
    public (int Given, int Needed)? Shares => shares.Progress;

    public Task HandleAsync(HttpContext context) => Open is { } serving ? serving.HandleAsync(context) : SealedAnswer.WriteAsync(context);

    /// <summary>Opens with what lies at hand, or stays sealed.</summary>
    /// <exception cref="SealException">It does not open, and there is no slot that an operator could open.</exception>
    public async Task OpenAtStartAsync(CancellationToken cancellation)
    {
        try
        {
            await OpenAsync(null, null, cancellation);
        }
        catch (SealedException stays)
        {
            SealedBecause = stays.Message;
        }
        catch (RolledBackException stays)
        {
            SealedBecause = stays.Message;
        }
        catch (SealException refused) when (Keyring.Exists(options.SealFolder) && SlotSecrets.OperatorCanOpen(options.SealFolder))
        {
            SealedBecause = $"{refused.Message} Another slot may open it: strongroom unseal.";
        }
    }

    /// <summary>The listener is up: what is open, now or later, answers there.</summary>
    public async Task AnnounceAsync(string where)
    {
        endpoint = where;
        if (Open is { } serving) await serving.AnnounceAsync(where);
    }

    /// <summary>Opens with a secret that somebody gave.</summary>
    /// <exception cref="SealException">It is wrong; the message says why.</exception>
    /// <exception cref="RolledBackException">It is right, but the store is older than its anchor.</exception>
    public Task UnsealAsync(SlotRequest secret, CancellationToken cancellation) => UnsealAsync(secret, null, cancellation);

    /// <summary>Opens over a store that was put back, whose position is named; with a secret, or what lies at hand.</summary>
    /// <exception cref="SealException">It is not at that position, or was not put back; or the secret is wrong.</exception>
    public async Task AcceptRollbackAsync(AcceptedRollback accepted, CancellationToken cancellation)
    {
        if (accepted.Secret is { } secret)
        {
            await UnsealAsync(secret, accepted.Position, cancellation);
            return;
        }

        await turning.WaitAsync(cancellation);
        try
        {
            if (Open is not null) throw new SealException("The store is open: there is nothing to accept.");
            await OpenAsync(null, accepted.Position, cancellation);
            if (endpoint is not null) await Open!.AnnounceAsync(endpoint);
        }
        finally
        {
            turning.Release();
        }
    }

    private async Task UnsealAsync(SlotRequest secret, long? acceptedPosition, CancellationToken cancellation)
    {
        // One at a time, so that guesses of passphrases do not add up to all memory.
        await turning.WaitAsync(cancellation);
        try
        {
            if (Open is not null) return;
            if (secret.Kind == SlotRequest.Shares)
            {
                shares.Give(secret);
                if (!shares.AreEnough) return;
                await OpenAsync(shares.Slot, acceptedPosition, cancellation);
                shares.Clear();
            }
            else
            {
                using var material = secret.TakeSecret();
                await OpenAsync(SlotSecrets.Existing(options, secret, material), acceptedPosition, cancellation);
            }

            if (endpoint is not null) await Open!.AnnounceAsync(endpoint);
        }
        finally
        {
            turning.Release();
        }
    }

    /// <summary>Closes the installation and wipes every key from memory.</summary>
    public async Task SealAsync(string because)
    {
        await turning.WaitAsync();
        try
        {
            SealedBecause = because;
            shares.Clear();
            if (Interlocked.Exchange(ref open, null) is { } serving) await serving.DisposeAsync();
        }
        finally
        {
            turning.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await SealAsync("The server stops.");
        turning.Dispose();
        folder.Dispose();
    }

    private async Task OpenAsync(ISealSlot? slot, long? acceptedPosition, CancellationToken cancellation)
    {
        var installation = await Installation.OpenAsync(options, time, slot, folder, cancellation, acceptedPosition);
        try
        {
            Volatile.Write(ref open, serve(installation));
            SealedBecause = null;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }
}

/// <summary>A rollback that somebody accepts by name.</summary>
/// <param name="Position">Where the store is.</param>
/// <param name="Secret">What opens the keyring; null for what lies at hand.</param>
public sealed record AcceptedRollback(long Position, SlotRequest? Secret);

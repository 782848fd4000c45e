using Microsoft.Extensions.Logging.Abstractions;
using Strongroom.Backups;
using Strongroom.Explaining;
using Strongroom.Iam;
using Strongroom.S3;
using Strongroom.Sealing;

namespace Strongroom.Control;

/// <summary>What the console of the machine may do: through the running server's socket, or on the data folder itself when none runs.</summary>
public abstract class MachineConsole : IAsyncDisposable
{
    /// <summary>Reaches the server that runs on this data folder, or opens the folder.</summary>
    /// <exception cref="UsageException">The folder cannot be used.</exception>
    public static async Task<MachineConsole> OpenAsync(ServerOptions options, CancellationToken cancellation)
    {
        if (await FindServerAsync(options, cancellation) is { } running) return running;
        return new StoppedServer(await Installation.OpenAsync(options, TimeProvider.System, cancellation));
    }

    /// <summary>Makes an account and writes its credentials' files.</summary>
    public abstract Task<CreatedAccount> CreateAccountAsync(CreateAccountRequest request, CancellationToken cancellation);

    /// <summary>Replaces an account's root credentials, and writes the new ones into its files.</summary>
    public abstract Task<CreatedAccount> ResetRootAsync(ResetRootRequest request, CancellationToken cancellation);

    /// <summary>The accounts.</summary>
    public abstract Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancellation);

    /// <summary>Why a call would be allowed or denied.</summary>
    public abstract Task<Explanation> ExplainAsync(ExplainRequest request, CancellationToken cancellation);

    /// <summary>Why a recorded call was denied.</summary>
    public abstract Task<ExplainedEvent> ExplainEventAsync(string id, CancellationToken cancellation);

    /// <summary>How the seal stands.</summary>
    public abstract Task<SealStatus> StatusAsync(CancellationToken cancellation);

    /// <summary>Adds a seal slot.</summary>
    public abstract Task<SlotAnswer> AddSlotAsync(SlotRequest request, CancellationToken cancellation);

    /// <summary>Removes a seal slot.</summary>
    public abstract Task<SlotAnswer> RemoveSlotAsync(Guid id, CancellationToken cancellation);

    /// <summary>Makes a new root key with the given slots.</summary>
    public abstract Task<SlotAnswer> RekeyAsync(IReadOnlyList<SlotRequest> slots, CancellationToken cancellation);

    /// <summary>Makes a backup.</summary>
    public abstract Task<BackupFiles> BackupAsync(BackupRequest request, Action<BackupProgress> progress, CancellationToken cancellation);

    /// <summary>The server that runs on the data folder, sealed or not; null where none runs.</summary>
    internal static async Task<RunningServer?> FindServerAsync(ServerOptions options, CancellationToken cancellation)
    {
        var socket = DataFolder.ControlSocketOf(options.Data);
        return File.Exists(socket) ? await RunningServer.TryConnectAsync(socket, cancellation) : null;
    }

    /// <summary>Every stored object, with what is wrong with it.</summary>
    public abstract IAsyncEnumerable<VerifiedObject> VerifyObjectsAsync(CancellationToken cancellation);

    /// <summary>The master keys of SSE-S3, oldest first.</summary>
    public abstract Task<IReadOnlyList<MasterKey>> ListMasterKeysAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private sealed class StoppedServer(Installation installation) : MachineConsole
    {
        private Serving? serving;

        public override Task<CreatedAccount> CreateAccountAsync(CreateAccountRequest request, CancellationToken cancellation)
            => installation.CreateAccountAsync(request, cancellation);

        public override Task<CreatedAccount> ResetRootAsync(ResetRootRequest request, CancellationToken cancellation)
            => installation.ResetRootAsync(request, cancellation);

        public override async Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancellation)
            => await installation.Accounts.ListAsync(cancellation);

        public override async Task<Explanation> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
            => await installation.Explainer.ExplainAsync(request, cancellation);

        public override async Task<ExplainedEvent> ExplainEventAsync(string id, CancellationToken cancellation)
            => await installation.Explainer.ExplainEventAsync(id, cancellation);

        public override Task<SealStatus> StatusAsync(CancellationToken cancellation) => Task.FromResult(installation.Status());

        public override Task<SlotAnswer> AddSlotAsync(SlotRequest request, CancellationToken cancellation)
            => SealDesk.AddAsync(installation, request, cancellation);

        public override Task<SlotAnswer> RemoveSlotAsync(Guid id, CancellationToken cancellation) => SealDesk.RemoveAsync(installation, id, cancellation);

        public override Task<SlotAnswer> RekeyAsync(IReadOnlyList<SlotRequest> slots, CancellationToken cancellation)
            => SealDesk.RekeyAsync(installation, slots, cancellation);

        public override Task<BackupFiles> BackupAsync(BackupRequest request, Action<BackupProgress> progress, CancellationToken cancellation)
            => BackupDesk.RunAsync(installation, blobs: null, request, progress, cancellation);

        public override IAsyncEnumerable<VerifiedObject> VerifyObjectsAsync(CancellationToken cancellation) => Serving.Verifier.VerifyAsync(cancellation);

        public override async Task<IReadOnlyList<MasterKey>> ListMasterKeysAsync(CancellationToken cancellation)
            => await Serving.MasterKeys.ListAsync(cancellation);

        public override ValueTask DisposeAsync() => serving?.DisposeAsync() ?? installation.DisposeAsync();

        // What needs more than records: the services, which then close the installation with them.
        private Serving Serving => serving ??= Serving.Over(installation, NullLoggerFactory.Instance, new() { Regions = installation.Options.Regions });
    }
}

/// <summary>Asks for an account.</summary>
/// <param name="Name">What its people call it.</param>
/// <param name="AccountId">12 digits; random where null.</param>
public sealed record CreateAccountRequest(string Name, string? AccountId);

/// <summary>Asks for new root credentials.</summary>
/// <param name="AccountId">The account.</param>
public sealed record ResetRootRequest(string AccountId);

/// <summary>An account with new root credentials.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="ShellLines">How to use its root credentials.</param>
public sealed record CreatedAccount(string AccountId, string ShellLines);

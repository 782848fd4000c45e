using Strongroom.Audit;
using Strongroom.Control;
using Strongroom.Cryptography;
using Strongroom.Development;
using Strongroom.Hsm;
using Strongroom.Iam;
using Strongroom.Sealing;
using Strongroom.Storage;

namespace Strongroom;

/// <summary>Everything of an installation but its front door: the data folder held, the keyring open, the store and the audit trail running.</summary>
public sealed class Installation : IAsyncDisposable
{
    private readonly DataFolder folder;
    private readonly SqliteRecordStore store;
    private bool ownsFolder;
    private AnchorKeeper anchor = null!;

    private Installation(ServerOptions options, TimeProvider time, DataFolder folder, Keyring keyring, SqliteRecordStore store, Records records, AuditTrail trail)
    {
        (Options, Time, this.folder, Keyring, this.store, Records, Trail) = (options, time, folder, keyring, store, records, trail);
        Module = new InProcessSecurityModule(keyring, time);
        Accounts = new(records, trail, keyring.Purpose(Purposes.Credentials), time);
        Explainer = new(records, trail.Journal);
    }

    /// <summary>How it runs.</summary>
    public ServerOptions Options { get; }

    /// <summary>The only clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The seal slots, root and domain keys.</summary>
    public Keyring Keyring { get; }

    /// <summary>The records.</summary>
    public Records Records { get; }

    /// <summary>The audit trail.</summary>
    public AuditTrail Trail { get; }

    /// <summary>The security module.</summary>
    public InProcessSecurityModule Module { get; }

    /// <summary>The accounts.</summary>
    public Accounts Accounts { get; }

    /// <summary>Says why calls are allowed or denied.</summary>
    public Explaining.Explainer Explainer { get; }

    /// <summary>The default region.</summary>
    public string Region => Options.Regions[0];

    /// <summary>Where the server answers, or would.</summary>
    public string Endpoint { get; internal set; } = ServerOptions.DefaultUrl;

    /// <summary>The files of the first account.</summary>
    public AwsProfileFiles FirstProfile => new(Path.Combine(folder.Path, "aws"));

    /// <summary>Opens the installation; makes it first where there is none.</summary>
    /// <exception cref="UsageException">The data folder cannot be used; the message says why.</exception>
    /// <exception cref="SealException">The keyring does not open; the message says why.</exception>
    /// <exception cref="SealedException">The keyring opens with something that is not at hand.</exception>
    /// <exception cref="RolledBackException">The store is older than what the keyring noted of it.</exception>
    public static async Task<Installation> OpenAsync(ServerOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var folder = DataFolder.Open(options.Data);
        try
        {
            var opened = await OpenAsync(options, time, slot: null, folder, cancellation);
            opened.ownsFolder = true;
            return opened;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>As the other, in a folder that its caller holds, and with the secret of one of the keyring's slots or what lies at hand.</summary>
    /// <inheritdoc cref="OpenAsync(ServerOptions, TimeProvider, CancellationToken)" path="/exception"/>
    public static async Task<Installation> OpenAsync(
        ServerOptions options, TimeProvider time, ISealSlot? slot, DataFolder folder, CancellationToken cancellation, long? acceptedPosition = null)
    {
        ProcessHardening.Apply();
        if (options.AllowUnlockedMemory) SecretArena.UseAsShared(new(allowUnlocked: true));

        var undo = new Stack<IAsyncDisposable>();
        try
        {
            Backups.Restore.DemandNoneUnderWay(folder);
            var keyring = slot is null ? SlotSecrets.OpenAutomatically(options, time) : Keyring.Open(options.SealFolder, slot, time);
            undo.Push(new Disposer(keyring));
            var store = SqliteRecordStore.Open(options.StoreFolder);
            undo.Push(store);
            var records = new Records(store, keyring.Purpose(Purposes.Records));
            var journal = AuditJournal.Open(Path.Combine(options.StoreFolder, "audit"), keyring.Purpose(Purposes.Audit), time);
            var trail = new AuditTrail(records, journal, time);
            undo.Push(trail);
            var anchor = new AnchorKeeper(keyring, store, journal, time);
            undo.Push(anchor);
            anchor.Demand(acceptedPosition);
            await trail.StartAsync(cancellation);

            var installation = new Installation(options, time, folder, keyring, store, records, trail) { anchor = anchor };
            if (anchor.IsPutBack) await PutBackStore.TakeOnAsync(installation, anchor, cancellation);
            await installation.PrepareAsync(cancellation);
            anchor.Start();
            return installation;
        }
        catch
        {
            foreach (var opened in undo) await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes an account and the files that hold its root credentials.</summary>
    /// <exception cref="UsageException">The id is taken, or has not 12 digits.</exception>
    public async Task<CreatedAccount> CreateAccountAsync(CreateAccountRequest request, CancellationToken cancellation)
    {
        using var draft = Accounts.Draft(request.Name, request.AccountId);
        var files = ProfileOf(draft.AccountId);
        await CreateAsync(draft, files, cancellation);
        return new(draft.AccountId, files.ShellLines);
    }

    /// <summary>Replaces the root credentials of an account, and writes the new ones into its files.</summary>
    /// <exception cref="Iam.AccountException">There is no such account.</exception>
    public async Task<CreatedAccount> ResetRootAsync(ResetRootRequest request, CancellationToken cancellation)
    {
        var files = await FilesOfAsync(request.AccountId, cancellation);
        using var reset = await Accounts.ResetRootAsync(request.AccountId, cancellation);
        files.WriteConfig(Region, Endpoint);
        files.WriteCredentials(reset.AccessKeyId, reset.SecretAccessKey);
        return new(reset.AccountId, files.ShellLines);
    }

    /// <summary>All records of this moment.</summary>
    public RecordSnapshot Snapshot() => store.Snapshot();

    /// <summary>How its seal stands.</summary>
    public SealStatus Status() => new()
    {
        Sealed = false,
        Slots = SealStatus.SlotsOf(Options),
        Warnings = SealStatus.WarningsOf(Options),
        Facts =
        [
            $"root key: {Keyring.RootId:n}, {Keyring.RootIds.Count - 1} before it",
            $"domain keys: {Keyring.AllDomainKeys.Count}, the newest of {Keyring.CurrentDomainKey.Created:yyyy-MM-ddTHH:mm:ssZ}",
            $"store: position {store.Position}; {anchor.Describe()}",
            $"backup retention: {Options.BackupRetentionDays} days; {Keyring.Ledger.Destroyed.Count} destroyed keys are remembered",
        ],
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await anchor.DisposeAsync();
        await Trail.DisposeAsync();
        await store.DisposeAsync();
        Module.Dispose();
        Keyring.Dispose();
        if (ownsFolder) folder.Dispose();
    }

    private async ValueTask<AwsProfileFiles> FilesOfAsync(string accountId, CancellationToken cancellation)
    {
        var first = FirstProfile.AccessKeyId is { } id ? await Records.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(id), cancellation) : null;
        return first?.Value.Account == accountId ? FirstProfile : ProfileOf(accountId);
    }

    private AwsProfileFiles ProfileOf(string accountId) => new(Path.Combine(folder.Path, "aws", accountId));

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        if (Options.IsDevelopment)
        {
            using var secret = KeyMaterial.CopyOf("test"u8);
            FirstProfile.WriteCredentials("test", secret);
            if (Options.Seed is { } seed) await new KeySeed(Records, Module, Time, Region).ApplyAsync(seed, cancellation);
        }
        else if ((await Accounts.ListAsync(cancellation)).Count == 0)
        {
            using var draft = Accounts.Draft("first", accountId: null);
            await CreateAsync(draft, FirstProfile, cancellation);
        }
    }

    // The files come first: a crash between the two leaves credentials of an account that is not there, which the next start replaces. The other
    // way round it would leave an account whose only secret nobody ever saw.
    private async Task CreateAsync(NewAccount draft, AwsProfileFiles files, CancellationToken cancellation)
    {
        files.WriteConfig(Region, Endpoint);
        files.WriteCredentials(draft.AccessKeyId, draft.SecretAccessKey);
        await Accounts.CreateAsync(draft, cancellation);
    }

    private sealed class Disposer(IDisposable opened) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            opened.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}

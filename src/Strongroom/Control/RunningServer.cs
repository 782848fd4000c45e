using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Strongroom.Backups;
using Strongroom.Explaining;
using Strongroom.Iam;
using Strongroom.S3;
using Strongroom.Sealing;

namespace Strongroom.Control;

/// <summary>The console of a server that runs, through its socket.</summary>
internal sealed class RunningServer(HttpClient http) : MachineConsole
{
    public static async Task<RunningServer?> TryConnectAsync(string path, CancellationToken cancellation)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancelled) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancelled);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = new("http://control/"), Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            using var alive = await http.GetAsync(new Uri("/health", UriKind.Relative), cancellation);
            return new(http);
        }
        catch (HttpRequestException)
        {
            http.Dispose(); // The socket of a server that was killed: nobody listens.
            return null;
        }
    }

    public override Task<CreatedAccount> CreateAccountAsync(CreateAccountRequest request, CancellationToken cancellation)
        => PostAsync<CreateAccountRequest, CreatedAccount>("/accounts", request, cancellation);

    public override async Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancellation)
        => await GetAsync<List<Account>>("/accounts", cancellation);

    public override Task<Explanation> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
        => PostAsync<ExplainRequest, Explanation>("/explain", request, cancellation);

    public override Task<CreatedAccount> ResetRootAsync(ResetRootRequest request, CancellationToken cancellation)
        => PostAsync<ResetRootRequest, CreatedAccount>("/accounts/root", request, cancellation);

    public override Task<ExplainedEvent> ExplainEventAsync(string id, CancellationToken cancellation)
        => PostAsync<string, ExplainedEvent>("/explain-event", id, cancellation);

    public override Task<SealStatus> StatusAsync(CancellationToken cancellation) => GetAsync<SealStatus>("/status", cancellation);

    public override Task<SlotAnswer> AddSlotAsync(SlotRequest request, CancellationToken cancellation)
        => PostAsync<SlotRequest, SlotAnswer>("/slots/add", request, cancellation);

    public override Task<SlotAnswer> RemoveSlotAsync(Guid id, CancellationToken cancellation)
        => PostAsync<Guid, SlotAnswer>("/slots/remove", id, cancellation);

    public override Task<SlotAnswer> RekeyAsync(IReadOnlyList<SlotRequest> slots, CancellationToken cancellation)
        => PostAsync<IReadOnlyList<SlotRequest>, SlotAnswer>("/rekey", slots, cancellation);

    public override async Task<BackupFiles> BackupAsync(BackupRequest request, Action<BackupProgress> progress, CancellationToken cancellation)
    {
        using var asked = new HttpRequestMessage(HttpMethod.Post, new Uri("/backup", UriKind.Relative)) { Content = JsonContent.Create(request) };
        using var answer = await http.SendAsync(asked, HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode) throw new UsageException(await answer.Content.ReadAsStringAsync(cancellation));
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            var step = JsonSerializer.Deserialize<BackupStep>(line)!;
            if (step.Progress is { } made) progress(made);
            if (step.Refusal is { } refusal) throw new BackupException(refusal);
            if (step.Files is { } files) return files;
        }

        throw new BackupException("The server stopped before the backup was whole: nothing was kept of it.");
    }

    /// <summary>Gives a secret.</summary>
    public Task<SealStatus> UnsealAsync(SlotRequest secret, CancellationToken cancellation)
        => PostAsync<SlotRequest, SealStatus>("/unseal", secret, cancellation);

    /// <summary>Opens over a store that was put back.</summary>
    public Task<SealStatus> AcceptRollbackAsync(AcceptedRollback accepted, CancellationToken cancellation)
        => PostAsync<AcceptedRollback, SealStatus>("/accept-rollback", accepted, cancellation);

    /// <summary>Wipes every key from the server's memory.</summary>
    public Task<SealStatus> SealAsync(CancellationToken cancellation) => PostAsync<string, SealStatus>("/seal", "", cancellation);

    public override async IAsyncEnumerable<VerifiedObject> VerifyObjectsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri("/s3/verify", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        if (!answer.IsSuccessStatusCode) throw new UsageException(await answer.Content.ReadAsStringAsync(cancellation));
        await foreach (var found in answer.Content.ReadFromJsonAsAsyncEnumerable<VerifiedObject>(cancellation)) yield return found!;
    }

    public override async Task<IReadOnlyList<MasterKey>> ListMasterKeysAsync(CancellationToken cancellation)
        => await GetAsync<List<MasterKey>>("/s3/master-keys", cancellation);

    public override ValueTask DisposeAsync()
    {
        http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<TAnswer> GetAsync<TAnswer>(string path, CancellationToken cancellation)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), cancellation);
        return await ReadAsync<TAnswer>(answer, cancellation);
    }

    private async Task<TAnswer> PostAsync<TRequest, TAnswer>(string path, TRequest request, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(path, request, cancellation);
        return await ReadAsync<TAnswer>(answer, cancellation);
    }

    private static async Task<TAnswer> ReadAsync<TAnswer>(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode) throw new UsageException(await answer.Content.ReadAsStringAsync(cancellation));
        return (await answer.Content.ReadFromJsonAsync<TAnswer>(cancellation))!;
    }
}

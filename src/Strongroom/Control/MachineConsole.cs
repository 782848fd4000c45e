using System.Net.Http.Json;
using System.Net.Sockets;
using Strongroom.Explaining;
using Strongroom.Iam;

namespace Strongroom.Control;

/// <summary>What the console of the machine may do: through the running server's socket, or on the data folder itself when none runs.</summary>
public abstract class MachineConsole : IAsyncDisposable
{
    /// <summary>Reaches the server that runs on this data folder, or opens the folder.</summary>
    /// <exception cref="UsageException">The folder cannot be used.</exception>
    public static async Task<MachineConsole> OpenAsync(ServerOptions options, CancellationToken cancellation)
    {
        var socket = DataFolder.ControlSocketOf(options.Data);
        if (File.Exists(socket) && await RunningServer.TryConnectAsync(socket, cancellation) is { } running) return running;
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

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    private sealed class StoppedServer(Installation installation) : MachineConsole
    {
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

        public override ValueTask DisposeAsync() => installation.DisposeAsync();
    }

    private sealed class RunningServer(HttpClient http) : MachineConsole
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
            { BaseAddress = new("http://control/") };
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

        public override Task<CreatedAccount> ResetRootAsync(ResetRootRequest request, CancellationToken cancellation)
            => PostAsync<ResetRootRequest, CreatedAccount>("/accounts/root", request, cancellation);

        public override async Task<IReadOnlyList<Account>> ListAccountsAsync(CancellationToken cancellation)
        {
            using var answer = await http.GetAsync(new Uri("/accounts", UriKind.Relative), cancellation);
            await DemandSuccessAsync(answer, cancellation);
            return (await answer.Content.ReadFromJsonAsync<List<Account>>(cancellation))!;
        }

        public override Task<Explanation> ExplainAsync(ExplainRequest request, CancellationToken cancellation)
            => PostAsync<ExplainRequest, Explanation>("/explain", request, cancellation);

        public override Task<ExplainedEvent> ExplainEventAsync(string id, CancellationToken cancellation)
            => PostAsync<string, ExplainedEvent>("/explain-event", id, cancellation);

        public override ValueTask DisposeAsync()
        {
            http.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<TAnswer> PostAsync<TRequest, TAnswer>(string path, TRequest request, CancellationToken cancellation)
        {
            using var answer = await http.PostAsJsonAsync(path, request, cancellation);
            await DemandSuccessAsync(answer, cancellation);
            return (await answer.Content.ReadFromJsonAsync<TAnswer>(cancellation))!;
        }

        private static async Task DemandSuccessAsync(HttpResponseMessage answer, CancellationToken cancellation)
        {
            if (!answer.IsSuccessStatusCode) throw new UsageException(await answer.Content.ReadAsStringAsync(cancellation));
        }
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

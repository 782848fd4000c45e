using Strongroom.Aws.Tests.Toys;

namespace Strongroom.Aws.Tests.Fuzz;

/// <summary>Sends fuzzed requests and watches for what must never come: a 5xx, a hang, an error that is none of AWS's.</summary>
internal sealed class FuzzRun(int port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>How many were answered, by status; those closed without an answer under 0.</summary>
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>The answers that must not be, with the request that made them.</summary>
    public List<string> Bad { get; } = [];

    /// <summary>Sends <paramref name="count"/> requests. A connection is used until the server closes it.</summary>
    public async Task SendAsync(FuzzRequests requests, int count)
    {
        RawConnection? connection = null;
        try
        {
            for (var i = 0; i < count; i++)
            {
                var bytes = requests.Next();
                connection ??= await RawConnection.OpenAsync(port);
                if (!await SendAsync(connection, bytes))
                {
                    connection.Dispose();
                    connection = null;
                }
            }
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>True if the connection can be used again.</summary>
    private async Task<bool> SendAsync(RawConnection connection, byte[] bytes)
    {
        var whole = IsWhole(bytes);
        try
        {
            // What may be half a request gets no answer until the server knows that no more will come.
            var answer = await connection.SendAsync(bytes, last: !whole).WaitAsync(Patience);
            var status = answer?.Status ?? 0;
            Statuses[status] = Statuses.GetValueOrDefault(status) + 1;

            // 505 is the right answer to a version of HTTP that nobody speaks.
            if (status >= 500 && status != 505) Bad.Add($"{status} {answer!.Body} for {Convert.ToBase64String(bytes)}");
            return whole && answer is { Closes: false } && bytes.AsSpan().StartsWith("POST"u8);
        }
        catch (TimeoutException)
        {
            Bad.Add($"no answer to {Convert.ToBase64String(bytes)}");
            return false;
        }
    }

    // Only a request whose end is beyond doubt leaves the connection usable: one head, and exactly the body that its Content-Length tells.
    private static bool IsWhole(byte[] bytes)
    {
        var text = System.Text.Encoding.Latin1.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return false;
        var lengths = text[..end].Split("\r\n").Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).ToList();
        return lengths.Count == 1 && int.TryParse(lengths[0]["Content-Length:".Length..], out var length) && length == bytes.Length - end - 4
            && !text[..end].Contains("Transfer-Encoding", StringComparison.OrdinalIgnoreCase);
    }
}

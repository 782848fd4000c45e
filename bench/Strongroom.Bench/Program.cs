using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Strongroom.Bench;

// Measures Strongroom beside the bare web server and, where it is on the machine, moto_server, in one run.
//   dotnet run -c Release --project bench/Strongroom.Bench [-- --seconds N] [--program PATH] [--data FOLDER] [--slow CLIENTS] [--secrets N]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["bare", var url, .. var sizes])
{
    await BareServer.ServeAsync(url, [.. sizes.Select(size => int.Parse(size, CultureInfo.InvariantCulture))]);
    return;
}
if (args is ["crowd", var port, var count])
{
    Crowd.Run(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
    return;
}

var options = args.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
var seconds = double.Parse(options.GetValueOrDefault("--seconds", "2"), CultureInfo.InvariantCulture);
var program = options.GetValueOrDefault("--program") ?? Path.Combine(AppContext.BaseDirectory, "strongroom.dll");
var temporary = options.GetValueOrDefault("--data") is null ? Directory.CreateTempSubdirectory("strongroom-bench-") : null;
var data = options.GetValueOrDefault("--data") ?? temporary!.FullName;
try
{
    if (options.ContainsKey("--blobs"))
    {
        await Strongroom.Bench.Objects.BlobWriters.RunAsync(data, TimeSpan.FromSeconds(seconds));
        await Strongroom.Bench.Objects.ObjectBytes.RunAsync(data);
    }
    else if (options.TryGetValue("--slow", out var slow))
        await new SlowClients(program, data, int.Parse(slow, CultureInfo.InvariantCulture), TimeSpan.FromMinutes(1)).ExecuteAsync();
    else if (options.TryGetValue("--secrets", out var secrets))
        await new SecretsRun(program, data, TimeSpan.FromSeconds(seconds), int.Parse(secrets, CultureInfo.InvariantCulture)).ExecuteAsync();
    else if (options.TryGetValue("--sign", out var rounds))
        await new SignatureRun(program, data, TimeSpan.FromSeconds(seconds), int.Parse(rounds, CultureInfo.InvariantCulture)).ExecuteAsync();
    else
        await new Run(program, data, TimeSpan.FromSeconds(seconds)).ExecuteAsync();
}
finally
{
    temporary?.Delete(recursive: true);
}

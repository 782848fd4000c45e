using System.CommandLine;
using Strongroom.Control;
using Strongroom.Explaining;

namespace Strongroom.Commands;

/// <summary><c>strongroom explain</c>: why a call is allowed or denied.</summary>
internal static class ExplainCommand
{
    private static readonly Option<string?> Event = new("--event") { Description = "The event id or request id of a recorded denial; then nothing else is asked for." };

    private static readonly Option<string?> Principal = new("--principal") { Description = "The ARN of a root, user, role or role session." };

    private static readonly Option<string?> Action = new("--action") { Description = "Such as kms:Decrypt." };

    private static readonly Option<string> Resource = new("--resource") { Description = "Its ARN.", DefaultValueFactory = static _ => "*" };

    private static readonly Option<string[]> Context = new("--context")
    {
        Description = "A condition key of the call, such as kms:EncryptionContext:app=mail; may be given several times.",
        DefaultValueFactory = static _ => [],
    };

    public static Command Create()
    {
        var command = new Command("explain", "Says which statement allows or denies a call, and what the caller would read.")
        {
            CommonOptions.Config, CommonOptions.Data, CommonOptions.Seal, CommonOptions.KeyFile, CommonOptions.Pkcs11Library, CommonOptions.PinFile,
            CommonOptions.AllowUnlockedMemory, Event, Principal, Action, Resource, Context,
        };
        command.SetAction((parsed, cancellation) => CommonOptions.RunAsync(async () =>
        {
            var options = ServerOptions.Read(parsed.GetValue(CommonOptions.Config), CommonOptions.FlagsOf(parsed));
            await using var console = await MachineConsole.OpenAsync(options, cancellation);
            var answer = parsed.GetValue(Event) is { } id ? await OfEventAsync(console, id, cancellation)
                : await console.ExplainAsync(QuestionIn(parsed), cancellation);
            Console.WriteLine(answer.Decided);
            if (answer.Denial is not null) Console.WriteLine(answer.Denial);
            if (answer.Missing.Count > 0) Console.WriteLine($"Asked for and not there: {string.Join(", ", answer.Missing)}");
            return answer.Allowed ? 0 : 1;
        }));
        return command;
    }

    private static async Task<Explanation> OfEventAsync(MachineConsole console, string id, CancellationToken cancellation)
    {
        var told = await console.ExplainEventAsync(id, cancellation);
        Console.WriteLine($"At {told.Time:yyyy-MM-ddTHH:mm:ssZ} this was refused: {told.Refused}");
        Console.WriteLine($"By what is attached now, {told.Asked.Action} on {told.Asked.Resource} by {told.Asked.Principal} is decided so:");
        return told.Now;
    }

    private static ExplainRequest QuestionIn(ParseResult parsed)
    {
        if (parsed.GetValue(Principal) is not { } principal || parsed.GetValue(Action) is not { } action)
            throw new UsageException("Say --principal and --action, or --event with the id of a recorded denial.");
        var pairs = parsed.GetValue(Context)!.Select(PairOf).ToDictionary(StringComparer.OrdinalIgnoreCase);
        return new(principal, action, parsed.GetValue(Resource)!, pairs);
    }

    private static KeyValuePair<string, string> PairOf(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 ? new(text[..equals], text[(equals + 1)..]) : throw new UsageException($"'{text}' is no KEY=VALUE.");
    }
}

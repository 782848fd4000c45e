using Strongroom.Access;
using Strongroom.Audit;
using Strongroom.Cryptography;
using Strongroom.Hsm;
using Strongroom.Storage;

namespace Strongroom.Sealing;

/// <summary>Changes an open installation's slots and root key, each with a record in its audit trail.</summary>
internal static class SealDesk
{
    /// <exception cref="SealException">The slot cannot be made.</exception>
    public static async Task<SlotAnswer> AddAsync(Installation installation, SlotRequest request, CancellationToken cancellation)
    {
        using var secret = request.TakeSecretForNew();
        var slot = SlotSecrets.New(installation.Options, request, secret);
        using var shares = slot as SharesSlot;
        await AuditAsync(installation, "AddSealSlot", request.Kind, cancellation);
        var info = installation.Keyring.AddSlot(slot);
        return new($"Slot {info.Id:n} was added: {info.Description}.", Print(shares));
    }

    /// <exception cref="SealException">There is no such slot, or it is the last.</exception>
    public static async Task<SlotAnswer> RemoveAsync(Installation installation, Guid id, CancellationToken cancellation)
    {
        await AuditAsync(installation, "RemoveSealSlot", id.ToString("n"), cancellation);
        var info = installation.Keyring.RemoveSlot(id);
        return new($"Slot {info.Id:n} was removed: {info.Description}. Copies of it still open with its secret; a rekey ends that.", []);
    }

    /// <exception cref="SealException">A slot cannot be made; nothing has changed.</exception>
    public static async Task<SlotAnswer> RekeyAsync(Installation installation, IReadOnlyList<SlotRequest> requests, CancellationToken cancellation)
    {
        var present = installation.Keyring.Slots;
        if (requests.Count == 0)
        {
            if (present.Any(static slot => slot.FileName != "key-file.slot"))
                throw new SealException($"Say which slots the new root key shall have; now there are: {string.Join("; ", present.Select(static slot => slot.Description))}.");
            requests = [new() { Kind = SlotRequest.KeyFile }];
        }

        var secrets = requests.Select(static request => request.TakeSecretForNew()).ToList();
        var slots = requests.Zip(secrets, (request, secret) => SlotSecrets.New(installation.Options, request, secret)).ToList();
        try
        {
            await AuditAsync(installation, "Rekey", string.Join(", ", requests), cancellation);
            installation.Keyring.Rekey(slots);
            var printed = slots.OfType<SharesSlot>().SelectMany(Print).ToArray();
            return new("The installation has a new root key. No earlier slot opens it. Make a new backup of the keyring now: earlier ones open with earlier secrets.", printed);
        }
        finally
        {
            foreach (var secret in secrets) secret.Dispose();
            foreach (var slot in slots) (slot as IDisposable)?.Dispose();
        }
    }

    /// <summary>The shares as they are to be written down, one an array of ASCII; wiped by who shows them.</summary>
    public static byte[][] Print(SharesSlot? slot) => slot is null ? [] : [.. slot.Shares.Select(static share =>
    {
        using var text = share.Print();
        using var lease = text.Borrow();
        return lease.Bytes.ToArray();
    })];

    /// <summary>Records what the machine's console did. No audit, no action.</summary>
    public static async Task AuditAsync(Installation installation, string eventName, string what, CancellationToken cancellation)
        => await installation.Trail.CommitAsync(new StagedChanges(), [ConsoleEvent(installation, eventName, json => json.WriteString("what", what))], cancellation);

    /// <summary>A record of something that was done at the machine's console.</summary>
    public static AuditRecord ConsoleEvent(Installation installation, string eventName, Action<System.Text.Json.Utf8JsonWriter> details) => new()
    {
        EventId = Guid.NewGuid(),
        EventTime = installation.Time.GetUtcNow(),
        EventSource = "strongroom",
        EventName = eventName,
        EventType = "AwsServiceEvent",
        Caller = new() { Account = "000000000000", Arn = "strongroom", Type = CallerType.AwsService, UserId = "strongroom", ServiceName = "strongroom" },
        Region = installation.Region,
        SourceAddress = "console",
        UserAgent = "strongroom",
        RecipientAccount = "000000000000",
        ServiceEventDetails = json =>
        {
            json.WriteStartObject();
            details(json);
            json.WriteEndObject();
        },
    };
}

/// <summary>What became of a change of slots.</summary>
/// <param name="Message">In words.</param>
/// <param name="Shares">Shares to be written down, printed.</param>
public sealed record SlotAnswer(string Message, byte[][] Shares);

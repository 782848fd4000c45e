using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>Gives users another name or path, and takes along what names them.</summary>
public sealed class UserMoves(IamStore store)
{
    /// <summary>Stages the move.</summary>
    /// <exception cref="FaultException">EntityAlreadyExists.</exception>
    public async ValueTask MoveAsync(Call call, Stored<User> stored, User moved, CancellationToken cancellation)
    {
        var old = stored.Value;
        var key = User.RecordKeyOf(call.Account, moved.Name);
        if (key == stored.Key)
        {
            call.Changes.Replace(User.Records, stored, moved);
            if (moved.Name == old.Name) return;
        }
        else
        {
            if (await store.Records.FindAsync(User.Records, key, cancellation) is not null)
                throw IamFaults.AlreadyExists("user", moved.Name);
            call.Changes.Delete(User.Records, stored);
            call.Changes.Create(User.Records, key, moved);
        }

        foreach (var id in old.AccessKeys)
            if (await store.Records.FindAsync(AccessKey.Records, AccessKey.RecordKeyOf(id), cancellation) is { } accessKey)
                call.Changes.Replace(AccessKey.Records, accessKey, accessKey.Value with { UserName = moved.Name });
        await MoveIndexesAsync(call, old, moved, cancellation);
    }

    private async ValueTask MoveIndexesAsync(Call call, User old, User moved, CancellationToken cancellation)
    {
        foreach (var group in old.Groups)
        {
            var from = await store.Records.ReadAsync(Membership.Records, Membership.RecordKeyOf(call.Account, group, old.Name),
                cancellation);
            Move(call, Membership.Records, from, Membership.RecordKeyOf(call.Account, group, moved.Name), new() { UserName = moved.Name });
        }

        foreach (var (arn, asBoundary) in old.Attached.Select(a => (a, false)).Concat(old.Boundary is { } b ? [(b, true)] : []))
        {
            var from = await store.Records.ReadAsync(PolicyUse.Records, PolicyUse.RecordKeyOf(old, arn, asBoundary), cancellation);
            Move(call, PolicyUse.Records, from, PolicyUse.RecordKeyOf(moved, arn, asBoundary),
                new() { Noun = "user", Name = moved.Name, Id = moved.Id });
        }
    }

    private static void Move<T>(Call call, RecordType<T> type, Stored<T>? from, RecordKey key, T value) where T : class
    {
        if (from is not null && from.Key == key)
        {
            call.Changes.Replace(type, from, value);
            return;
        }

        if (from is not null) call.Changes.Delete(type, from);
        call.Changes.Create(type, key, value);
    }
}

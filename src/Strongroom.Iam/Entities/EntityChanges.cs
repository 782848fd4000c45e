using Strongroom.Aws;
using Strongroom.Storage;

namespace Strongroom.Iam;

/// <summary>
/// Changes that users, groups and roles have in common: making, deleting, tags and boundaries, with the indexes that
/// follow.
/// </summary>
public sealed class EntityChanges(IamStore store)
{
    /// <summary>Stages a new entity.</summary>
    /// <exception cref="FaultException">EntityAlreadyExists; NoSuchEntity for the boundary.</exception>
    public async ValueTask CreateAsync<T>(Call call, EntityKind<T> kind, T entity, CancellationToken cancellation) where T : Entity
    {
        var key = kind.RecordKeyOf(call.Account, entity.Name);
        if (await store.Records.FindAsync(kind.Records, key, cancellation) is not null)
            throw IamFaults.AlreadyExists(kind.Noun, entity.Name);
        if (entity.Boundary is { } boundary)
        {
            await store.HoldPolicyAsync(call, boundary, cancellation);
            AddUse(call, entity, boundary, asBoundary: true);
        }

        call.Changes.Create(kind.Records, key, entity);
    }

    /// <summary>Stages the end of an entity on which nothing hangs any more.</summary>
    /// <exception cref="FaultException">DeleteConflict.</exception>
    public async ValueTask DeleteAsync<T>(Call call, EntityKind<T> kind, Stored<T> stored, CancellationToken cancellation) where T : Entity
    {
        if (stored.Value.Inline.Count > 0) throw IamFaults.DeleteConflict("Cannot delete entity, must delete policies first.");
        if (stored.Value.Attached.Count > 0) throw IamFaults.DeleteConflict("Cannot delete entity, must detach all policies first.");
        if (stored.Value.Boundary is { } boundary) await RemoveUseAsync(call, stored.Value, boundary, asBoundary: true, cancellation);
        call.Changes.Delete(kind.Records, stored);
    }

    /// <summary>Gives an entity a permissions boundary.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask PutBoundaryAsync<T>(Call call, EntityKind<T> kind, string name, string arn, CancellationToken cancellation)
        where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Put", "PermissionsBoundary"), cancellation,
            found => new() { PermissionsBoundary = arn, ResourceTags = found?.Tags });
        await store.HoldPolicyAsync(call, arn, cancellation);
        if (stored.Value.Boundary == arn) return;
        if (stored.Value.Boundary is { } old) await RemoveUseAsync(call, stored.Value, old, asBoundary: true, cancellation);
        AddUse(call, stored.Value, arn, asBoundary: true);
        call.Changes.Replace(kind.Records, stored, stored.Value with { Boundary = arn });
    }

    /// <summary>Takes an entity's permissions boundary away.</summary>
    /// <exception cref="FaultException">NoSuchEntity, also where there is no boundary.</exception>
    public async ValueTask DeleteBoundaryAsync<T>(Call call, EntityKind<T> kind, string name, CancellationToken cancellation)
        where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Delete", "PermissionsBoundary"), cancellation);
        if (stored.Value.Boundary is not { } boundary) throw IamFaults.NoBoundary(kind.Noun, name);
        await RemoveUseAsync(call, stored.Value, boundary, asBoundary: true, cancellation);
        call.Changes.Replace(kind.Records, stored, stored.Value with { Boundary = null });
    }

    /// <summary>Adds tags.</summary>
    /// <exception cref="FaultException">InvalidInput, LimitExceeded, NoSuchEntity.</exception>
    public async ValueTask TagAsync<T>(Call call, EntityKind<T> kind, string name, IReadOnlyList<TagMember> asked,
        CancellationToken cancellation) where T : Entity
    {
        var tags = IamTags.Parse(asked);
        var stored = await store.GetAsync(call, kind, name, kind.Action("Tag"), cancellation, found =>
            new() { RequestTags = tags, ResourceTags = found?.Tags });
        call.Changes.Replace(kind.Records, stored, stored.Value with { Tags = IamTags.With(stored.Value.Tags, tags) });
    }

    /// <summary>Removes tags.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask UntagAsync<T>(Call call, EntityKind<T> kind, string name, IReadOnlyList<string> keys,
        CancellationToken cancellation) where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Untag"), cancellation, found =>
            new() { TagKeys = keys, ResourceTags = found?.Tags });
        call.Changes.Replace(kind.Records, stored, stored.Value with { Tags = IamTags.Without(stored.Value.Tags, keys) });
    }

    /// <summary>Stages that a policy is used.</summary>
    public static void AddUse(Call call, Entity entity, string arn, bool asBoundary) => call.Changes.Create(
        PolicyUse.Records, PolicyUse.RecordKeyOf(entity, arn, asBoundary),
            new() { Noun = entity.Noun, Name = entity.Name, Id = entity.Id });

    /// <summary>Stages that a policy is no longer used.</summary>
    public async ValueTask RemoveUseAsync(Call call, Entity entity, string arn, bool asBoundary, CancellationToken cancellation)
    {
        var use = await store.Records.ReadAsync(PolicyUse.Records, PolicyUse.RecordKeyOf(entity, arn, asBoundary), cancellation);
        if (use is not null) call.Changes.Delete(PolicyUse.Records, use);
    }
}

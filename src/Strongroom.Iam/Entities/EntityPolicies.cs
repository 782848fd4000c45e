using Strongroom.Aws;

namespace Strongroom.Iam;

/// <summary>Attached and embedded policies: the same for users, groups and roles.</summary>
public sealed class EntityPolicies(IamStore store, EntityChanges changes, IamPages pages)
{
    /// <summary>Attaches a managed policy; attaching it again changes nothing.</summary>
    /// <exception cref="FaultException">NoSuchEntity, LimitExceeded.</exception>
    public async ValueTask AttachAsync<T>(Call call, EntityKind<T> kind, string name, string arn, CancellationToken cancellation)
        where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Attach", "Policy"), cancellation, found => KeysOf(found, arn));
        await store.HoldPolicyAsync(call, arn, cancellation);
        if (stored.Value.Attached.Contains(arn)) return;
        if (stored.Value.Attached.Count >= EntityKind<T>.MaxAttached)
            throw IamFaults.QuotaExceeded(kind.AttachedQuota, EntityKind<T>.MaxAttached);
        EntityChanges.AddUse(call, stored.Value, arn, asBoundary: false);
        call.Changes.Replace(kind.Records, stored,
            stored.Value with { Attached = [.. stored.Value.Attached.Append(arn).Order(StringComparer.Ordinal)] });
    }

    /// <summary>Detaches a managed policy.</summary>
    /// <exception cref="FaultException">NoSuchEntity, also where it is not attached.</exception>
    public async ValueTask DetachAsync<T>(Call call, EntityKind<T> kind, string name, string arn, CancellationToken cancellation)
        where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Detach", "Policy"), cancellation, found => KeysOf(found, arn));
        if (!stored.Value.Attached.Contains(arn)) throw IamFaults.NoSuchPolicy(arn);
        await changes.RemoveUseAsync(call, stored.Value, arn, asBoundary: false, cancellation);
        call.Changes.Replace(kind.Records, stored, stored.Value with { Attached = [.. stored.Value.Attached.Where(a => a != arn)] });
    }

    /// <summary>A page of the attached policies.</summary>
    /// <exception cref="FaultException">NoSuchEntity, ValidationError for a marker of another list.</exception>
    public async ValueTask<IamPage<AttachedPolicy>> ListAttachedAsync<T>(
        Call call, EntityKind<T> kind, string name, string? pathPrefix, string? marker, int? maxItems, CancellationToken cancellation)
            where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, Access.ActionName.Of($"iam:ListAttached{kind.Title}Policies"), cancellation);
        var prefix = pathPrefix ?? "/";
        IReadOnlyList<AttachedPolicy> all = [.. stored.Value.Attached.Where(arn =>
            arn[arn.IndexOf('/', StringComparison.Ordinal)..].StartsWith(prefix, StringComparison.Ordinal)).Select(AttachedPolicy.Of)];
        return pages.Of(call, all, $"attached/{kind.Noun}/{stored.Value.Id}/{prefix}", marker, maxItems);
    }

    /// <summary>Embeds a policy, or puts it in place of the one of that name.</summary>
    /// <exception cref="FaultException">MalformedPolicyDocument, LimitExceeded, NoSuchEntity.</exception>
    public async ValueTask PutInlineAsync<T>(
        Call call, EntityKind<T> kind, string name, string policyName, string document, CancellationToken cancellation) where T : Entity
    {
        IamNames.Name(policyName, "policyName");
        var stored = await store.GetAsync(call, kind, name, kind.Action("Put", "Policy"), cancellation);
        PolicyDocuments.CheckInline(document);
        InlinePolicy[] inline = [.. stored.Value.Inline.Where(p => p.Name != policyName).Append(new(policyName, document)).OrderBy(p =>
            p.Name, StringComparer.Ordinal)];
        if (inline.Sum(p => PolicyDocuments.Length(p.Document)) > kind.MaxInlineCharacters)
            throw IamFaults.InlinePoliciesTooLong(kind.Noun, stored.Value.Name, kind.MaxInlineCharacters);
        call.Changes.Replace(kind.Records, stored, stored.Value with { Inline = inline });
    }

    /// <summary>An embedded policy.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask<(string Name, InlinePolicy Policy)> GetInlineAsync<T>(
        Call call, EntityKind<T> kind, string name, string policyName, CancellationToken cancellation) where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Get", "Policy"), cancellation);
        return (stored.Value.Name, stored.Value.FindInline(policyName) ?? throw IamFaults.NoSuchInlinePolicy(kind.Noun, policyName));
    }

    /// <summary>Removes an embedded policy.</summary>
    /// <exception cref="FaultException">NoSuchEntity.</exception>
    public async ValueTask DeleteInlineAsync<T>(Call call, EntityKind<T> kind, string name, string policyName,
        CancellationToken cancellation) where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("Delete", "Policy"), cancellation);
        if (stored.Value.FindInline(policyName) is null) throw IamFaults.NoSuchInlinePolicy(kind.Noun, policyName);
        call.Changes.Replace(kind.Records, stored,
            stored.Value with { Inline = [.. stored.Value.Inline.Where(p => p.Name != policyName)] });
    }

    /// <summary>A page of the names of the embedded policies.</summary>
    /// <exception cref="FaultException">NoSuchEntity, ValidationError for a marker of another list.</exception>
    public async ValueTask<IamPage<string>> ListInlineAsync<T>(
        Call call, EntityKind<T> kind, string name, string? marker, int? maxItems, CancellationToken cancellation) where T : Entity
    {
        var stored = await store.GetAsync(call, kind, name, kind.Action("List", "Policies"), cancellation);
        return pages.Of<string>(call, [.. stored.Value.Inline.Select(p => p.Name)], $"inline/{kind.Noun}/{stored.Value.Id}", marker,
            maxItems);
    }

    private static IamKeys KeysOf(Entity? entity, string arn) =>
        new() { PolicyArn = arn, ResourceTags = entity?.Tags, PermissionsBoundary = entity?.Boundary };
}

using Strongroom.Aws;
using Strongroom.Iam.Operations;
using Strongroom.Seams;

namespace Strongroom.Iam;

/// <summary>IAM as Secrets Manager asks it, to rotate access keys of users.</summary>
public sealed class UserAccessKeys(CreateAccessKey create, ListAccessKeys list, DeleteAccessKey delete) : IUserAccessKeys
{
    private const string EventSource = "iam.amazonaws.com";

    private readonly ChildOperation<CreateAccessKey.Request, CreateAccessKey.Response> create = new(create, EventSource);
    private readonly ChildOperation<ListAccessKeys.Request, ListAccessKeys.Response> list = new(list, EventSource);
    private readonly ChildOperation<DeleteAccessKey.Request, Unit> delete = new(delete, EventSource);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> ListAsync(Call call, string viaService, string userName, CancellationToken cancellation)
    {
        var listed = await list.InvokeAsync(call, viaService, new() { UserName = userName }, cancellation);
        return [.. listed.AccessKeyMetadata.OrderBy(static key => key.CreateDate).Select(static key => key.AccessKeyId)];
    }

    /// <inheritdoc/>
    public async ValueTask<UserAccessKey> CreateAsync(Call call, string viaService, string userName, CancellationToken cancellation)
    {
        var made = await create.InvokeAsync(call, viaService, new() { UserName = userName }, cancellation);
        return new(made.AccessKey.AccessKeyId, made.AccessKey.SecretAccessKey);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(Call call, string viaService, string userName, string accessKeyId, CancellationToken cancellation)
        => await delete.InvokeAsync(call, viaService, new() { UserName = userName, AccessKeyId = accessKeyId }, cancellation);
}

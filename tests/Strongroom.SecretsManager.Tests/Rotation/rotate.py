"""A rotation function as one writes it for Lambda, on botocore: rotates the password of one PostgreSQL user by psql.

Stops for ever at the step that the file PAUSE names, before or behind what it does there, so that a test can kill the server then.
"""
import json, os, subprocess, sys, time
import botocore.session

event = json.load(sys.stdin)
folder = os.environ["FOLDER"]
client = botocore.session.get_session().create_client("secretsmanager", endpoint_url=os.environ["SECRETS_MANAGER_ENDPOINT"])
arn, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]


def stop(place):
    with open(f"{folder}/reached", "a") as reached:
        reached.write(f"{place} {step}\n")
    try:
        if open(f"{folder}/pause").read().strip() == f"{place} {step}":
            time.sleep(600)
    except FileNotFoundError:
        pass


def get(stage, version=None):
    wanted = {"SecretId": arn, "VersionStage": stage, **({"VersionId": version} if version else {})}
    return json.loads(client.get_secret_value(**wanted)["SecretString"])


def psql(secret, sql):
    return subprocess.run(
        ["psql", "-h", secret["host"], "-p", str(secret["port"]), "-U", secret["username"], "-d", "postgres", "-qAt"],
        input=sql, text=True, env={**os.environ, "PGPASSWORD": secret["password"]}, capture_output=True).returncode == 0


labels = client.describe_secret(SecretId=arn)["VersionIdsToStages"][token]
if "AWSCURRENT" in labels:
    sys.exit(0)
assert "AWSPENDING" in labels
stop("before")
if step == "createSecret":
    try:
        get("AWSPENDING", token)
    except client.exceptions.ResourceNotFoundException:
        secret = get("AWSCURRENT")
        secret["password"] = client.get_random_password(ExcludeCharacters="/@\"'\\:")["RandomPassword"]
        client.put_secret_value(SecretId=arn, ClientRequestToken=token, SecretString=json.dumps(secret), VersionStages=["AWSPENDING"],
                                RotationToken=event["RotationToken"])
elif step == "setSecret":
    pending = get("AWSPENDING", token)
    if not psql(pending, "SELECT 1"):
        assert psql(get("AWSCURRENT"), f"ALTER USER {pending['username']} PASSWORD '{pending['password']}'")
elif step == "testSecret":
    assert psql(get("AWSPENDING", token), "SELECT 1")
elif step == "finishSecret":
    versions = client.describe_secret(SecretId=arn)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    client.update_secret_version_stage(SecretId=arn, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current)
stop("behind")

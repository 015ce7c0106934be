import json
import os

import psycopg

TABLE = os.environ.get("TABLE", "greetings")


def handler(event, context):
    name = event.get("name", "world")
    with psycopg.connect() as connection:
        connection.execute(f"insert into {TABLE} (name) values (%s)", (name,))
    return {"statusCode": 200, "body": json.dumps({"hello": name})}

package io.atlas.connections;

/** Request bodies that tests share. */
public final class Bodies {

  private Bodies() {}

  public static String connection(String name, String secret) {
    return """
    {"name": "%s", "clientId": "orders-client", "clientSecret": "%s",
     "tokenEndpoint": "http://localhost:9000/oauth2/token", "scopes": ["orders.read"]}
    """
        .formatted(name, secret);
  }

  public static String action(String name, String connectionId) {
    return """
    {"name": "%s", "method": "POST", "url": "http://localhost:9000/orders/{{input.id}}",
     "headers": [{"name": "Content-Type", "value": "application/json"}],
     "body": "{\\"id\\": {{input.id}}}",
     "authentication": {"type": "CONNECTION", "connectionId": "%s"}}
    """
        .formatted(name, connectionId);
  }
}

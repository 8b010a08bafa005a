package io.atlas.connections;

/** A self-signed certificate of nobody, as it stands in JSON. */
final class Certificates {

  static final String PEM =
      "-----BEGIN CERTIFICATE-----\\n"
          + "MIIBijCCAS+gAwIBAgIUEmUu5xBFktkNwKXopC32Qd0bZqcwCgYIKoZIzj0EAwIw\\n"
          + "GTEXMBUGA1UEAwwOY2EuZXhhbXBsZS5jb20wIBcNMjYxMTI0MDMzMzI3WhgPMjEy\\n"
          + "NjEwMzEwMzMzMjdaMBkxFzAVBgNVBAMMDmNhLmV4YW1wbGUuY29tMFkwEwYHKoZI\\n"
          + "zj0CAQYIKoZIzj0DAQcDQgAE6X9PhQpqVumcDK41oWH4SPvIev83aNqoW9yg+tkc\\n"
          + "uH+usTyn/ZYuaavMQw/Ztv8ya8qos/9VjMUQUtVGlaKJ0qNTMFEwHQYDVR0OBBYE\\n"
          + "FMcT0pc94x1BY5xTXiUK7g1B5wO/MB8GA1UdIwQYMBaAFMcT0pc94x1BY5xTXiUK\\n"
          + "7g1B5wO/MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIhAJWABjhD\\n"
          + "oum0Fk6yDxcdpbBM6DhPFzLkAJT/pEAMDZjPAiEAv7ejesgs8R+Jr0rUly3aK8Ma\\n"
          + "YxRusYD/xHw4ULkcZpQ=\\n"
          + "-----END CERTIFICATE-----\\n";

  private Certificates() {}
}

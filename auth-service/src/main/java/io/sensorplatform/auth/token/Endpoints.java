package io.sensorplatform.auth.token;

import io.sensorplatform.auth.operator.Operators;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.security.oauth2.core.oidc.OidcScopes;

/** Where the OAuth endpoints are, and what their metadata says (RFC 8414). */
final class Endpoints {

  static final String TOKEN = "/oauth2/token";
  static final String AUTHORIZE = "/oauth2/authorize";
  static final String REVOKE = "/oauth2/revoke";
  static final String JWKS = "/oauth2/jwks";

  private Endpoints() {}

  /** Makes Spring's metadata, which tells all that its server can do, tell what ours does. */
  static void tellWhatIsOffered(Map<String, Object> metadata) {
    var scopes = new TreeSet<>(Operators.SCOPES);
    scopes.addAll(Clients.DEVICE_SCOPES);
    scopes.add(OidcScopes.OPENID);
    metadata.put("scopes_supported", List.copyOf(scopes));
    metadata.put(
        "grant_types_supported",
        List.of("authorization_code", "client_credentials", "refresh_token"));
    metadata.put(
        "token_endpoint_auth_methods_supported",
        List.of("client_secret_basic", "client_secret_post", "private_key_jwt", "none"));
    metadata.put(
        "token_endpoint_auth_signing_alg_values_supported", List.of("ES256", "PS256", "RS256"));
    metadata
        .keySet()
        .removeIf(name ->
            name.startsWith("revocation_")
                || name.startsWith("introspection_")
                || name.startsWith("dpop_")
                || name.startsWith("tls_")
                || name.equals("userinfo_endpoint")
                || name.equals("end_session_endpoint"));
    metadata.put("revocation_endpoint", metadata.get("issuer") + REVOKE);
    metadata.put("revocation_endpoint_auth_methods_supported", List.of("none"));
  }
}

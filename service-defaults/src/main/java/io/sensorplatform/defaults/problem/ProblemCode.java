package io.sensorplatform.defaults.problem;

import io.sensorplatform.defaults.metric.FailureCategory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every code that an answer of the platform can carry, with its HTTP status, its title and what to
 * do about it. The codes are a contract: docs/api/errors.md is made from this list, {@code type} of
 * a problem is {@code /problems/<code>}, and the gateway serves a page for each.
 */
public enum ProblemCode {
  TOKEN_MISSING(
      401,
      "No access token",
      "Send 'Authorization: Bearer <token>'. Get a token from /oauth2/token with grant_type=client_credentials and the device's API key."),
  TOKEN_MALFORMED(
      401, "Not an access token", "Send the access_token of /oauth2/token as it is, unchanged."),
  TOKEN_EXPIRED(401, "The access token has expired", "Get a new token from /oauth2/token."),
  TOKEN_NOT_YET_VALID(
      401, "The access token is not valid yet", "Check the clock of whoever made the token."),
  TOKEN_WRONG_ISSUER(
      401,
      "The access token is from another issuer",
      "Get a token from this platform's /oauth2/token."),
  TOKEN_WRONG_AUDIENCE(
      401,
      "The access token is for another service",
      "Get a token from this platform's /oauth2/token; its 'aud' names this platform."),
  TOKEN_SIGNATURE_INVALID(
      401, "The access token's signature is wrong", "Get a new token from /oauth2/token."),
  TOKEN_KEY_UNKNOWN(
      401,
      "The access token is signed with an unknown key",
      "Get a new token from /oauth2/token; the key may have been withdrawn."),
  TOKEN_REVOKED(
      401,
      "The access token was revoked",
      "Get a new token from /oauth2/token; if that is refused, ask an operator: the key, the device or the sign-in was revoked."),
  SCOPE_MISSING(
      403,
      "The access token lacks a scope",
      "Ask for a token with the scope that 'detail' names; an operator can tell whether this client may have it."),
  SENSOR_NOT_ALLOWED(
      403,
      "The access token does not cover this sensor",
      "Use a sensor id that starts with one of the token's prefixes, or have an operator add the prefix to the device."),
  KEYS_UNAVAILABLE(
      503,
      "Tokens cannot be verified right now",
      "Retry after the time in Retry-After; nothing is wrong with the request."),
  REVOCATIONS_UNAVAILABLE(
      503,
      "It cannot be told right now which tokens are revoked",
      "Retry after the time in Retry-After; nothing is wrong with the request."),

  MALFORMED_REQUEST(400, "Not a proper HTTP request", "Mend the request as 'detail' says."),
  NOT_FOUND(404, "Nothing is here", "Check the path against the API's documentation."),
  METHOD_NOT_ALLOWED(
      405, "This method is not allowed here", "Use one of the methods that 'Allow' names."),
  NOT_ACCEPTABLE(
      406, "No such representation", "Send 'Accept: application/json' or leave Accept out."),
  UNSUPPORTED_MEDIA_TYPE(
      415,
      "This content type is not understood",
      "Send one of the content types that 'detail' names."),
  UNSUPPORTED_ENCODING(
      415,
      "This content encoding is not understood",
      "Send the body plain or with 'Content-Encoding: gzip'."),
  INVALID_PARAMETER(
      400, "A parameter is wrong", "Mend the parameter that 'detail' names and send again."),
  BODY_TOO_LARGE(
      413, "The body is too large", "Send fewer readings in each request; 8 MiB is the limit."),
  BODY_TIMEOUT(
      408,
      "The body did not arrive in time",
      "Send the same request again, in smaller pieces if the connection is slow."),
  HEAD_TIMEOUT(
      408,
      "The header fields did not arrive in time",
      "Send the same request again on a new connection."),
  ORIGIN_NOT_ALLOWED(
      403,
      "Pages of this origin may not call the API",
      "Have an operator add the page's origin to platform.gateway.cors.origins."),
  URI_TOO_LONG(414, "The request line is too long", "Shorten the path and the query."),
  HEADERS_TOO_LARGE(431, "The header fields are too large", "Send fewer or shorter headers."),

  MALFORMED_JSON(
      400,
      "The body is not the JSON that is asked for",
      "Mend the JSON at the place that 'detail' names; send all again."),
  MALFORMED_GZIP(
      400,
      "The body is not gzip",
      "Compress the whole body with gzip, or leave Content-Encoding out."),
  NO_READINGS(400, "No readings", "Send one reading, an array of readings, or NDJSON lines."),
  TOO_MANY_READINGS(
      413, "Too many readings in one request", "Send at most 10,000 readings in each request."),
  READINGS_REJECTED(
      422,
      "All readings were rejected",
      "Mend each reading as 'errors' says; what is not retryable fails again unchanged."),
  ITEM_MALFORMED(422, "This item is not a reading", "Send an object with sensorId and value."),
  SENSOR_ID_INVALID(
      422,
      "Not a sensor id",
      "Use 1 to 128 characters of A-Z a-z 0-9 - : . / _ and start with a letter or digit (RFC 8428 s4.5.1)."),
  OBSERVED_AT_INVALID(
      422,
      "Not an instant",
      "Send RFC 3339, such as 2026-11-21T10:15:30.123456Z, or milliseconds since 1970."),
  OBSERVED_AT_OUT_OF_WINDOW(
      422,
      "The instant lies outside the accepted window",
      "Check the device's clock; readings are accepted from 30 days back to 10 minutes ahead unless an operator has set it otherwise."),
  VALUE_INVALID(422, "Not a value", "Send a finite JSON number."),
  UNIT_INVALID(
      422, "Not a unit", "Send a SenML unit symbol, or up to 16 characters without spaces."),

  IDEMPOTENCY_KEY_INVALID(
      400,
      "Not an idempotency key",
      "Send 'Idempotency-Key' once, as a quoted string of 1 to 255 printable characters, such as \"8e03978e-40d5-43dd-bc93-6894a57f9324\"."),
  IDEMPOTENCY_KEY_REUSED(
      422,
      "The idempotency key was used for another request",
      "Use a new key for each new request; send a key again only with exactly the same request."),
  IDEMPOTENCY_KEY_IN_USE(
      409,
      "The first request with this idempotency key is still being served",
      "Send the same request again after the time in Retry-After."),

  RATE_LIMITED(
      429,
      "Too many requests",
      "Wait for the time in Retry-After; send more readings in each request instead of more requests."),
  QUOTA_EXCEEDED(
      429,
      "The tenant has used up its quota of readings",
      "Send the same readings again after the time in Retry-After; an operator can raise the quota that 'detail' names."),
  NOT_DURABLE(
      503,
      "The readings could not be made durable in time",
      "Send the same readings again after the time in Retry-After; sending twice is harmless."),
  OVERLOADED(
      503,
      "The platform is at its capacity",
      "Send the same request again after the time in Retry-After."),
  DOWNSTREAM_UNAVAILABLE(
      503,
      "A service behind the gateway does not answer",
      "Send the same request again after the time in Retry-After."),
  DOWNSTREAM_TIMEOUT(
      504,
      "A service behind the gateway took too long",
      "Send the same request again; sending readings twice is harmless."),
  DOWNSTREAM_CIRCUIT_OPEN(
      503,
      "A service behind the gateway is failing and is being spared",
      "Send the same request again after the time in Retry-After."),
  STORE_UNAVAILABLE(
      503,
      "The database does not answer",
      "Ask again after the time in Retry-After; readings are still accepted meanwhile."),

  KAFKA_UNAVAILABLE(
      503,
      "Kafka does not answer",
      "Ask again after the time in Retry-After; readings are still accepted meanwhile."),
  ARCHIVE_UNAVAILABLE(
      503,
      "The archive's object store does not answer",
      "Ask again after the time in Retry-After; readings are still accepted meanwhile."),

  SENSOR_NOT_FOUND(
      404,
      "No reading of this sensor is stored",
      "Check the sensor's id; a new sensor appears within seconds of its first reading."),
  READING_NOT_FOUND(
      404,
      "This reading is nowhere",
      "Check sensor id and instant; if the device was told 202 for it, tell the operator."),
  DEAD_LETTER_NOT_FOUND(
      404, "No such dead letter", "Search the dead letters with GET /v1/dead-letters."),
  DEAD_LETTER_CLOSED(
      409,
      "The dead letter was replayed or discarded already",
      "Look at its history with GET /v1/dead-letters/{id}; only open ones can be changed."),
  DEAD_LETTER_CHANGED(
      412,
      "The dead letter was changed meanwhile",
      "Get it again with GET /v1/dead-letters/{id}, look at what changed, and send the ETag of that answer as If-Match."),
  REPLAY_NOT_FOUND(404, "No such replay", "List the replays with GET /v1/dead-letters/replays."),
  DEVICE_NOT_FOUND(404, "No such device", "List the devices with GET /v1/devices."),
  DEVICE_EXISTS(
      409, "A device of this name exists", "Choose another name, or add a key to that device."),
  KEY_NOT_FOUND(404, "No such key", "List the device's keys with GET /v1/devices/{id}/keys."),
  KEY_LIMIT_REACHED(
      409,
      "The device has as many live keys as it may have",
      "Revoke a key that is no longer used, then add the new one."),
  WEBHOOK_NOT_FOUND(404, "No such webhook", "List the webhooks with GET /v1/webhooks."),
  WEBHOOK_LIMIT_REACHED(
      409,
      "The tenant has as many webhooks as it may have",
      "Delete a webhook that is no longer used, then add the new one."),
  SESSION_NOT_FOUND(404, "No such session", "List the sessions with GET /v1/sessions."),
  SIGNING_KEY_NOT_FOUND(
      404, "No such signing key", "List the signing keys with GET /v1/signing-keys."),
  TENANT_NOT_ALLOWED(
      403,
      "This belongs to another tenant",
      "Leave the tenant out to use your own, or ask an operator who administers the whole platform."),
  OPERATOR_NOT_FOUND(404, "No such operator", "List the operators with GET /v1/operators."),
  OPERATOR_EXISTS(409, "An operator of this name exists", "Choose another name."),
  PASSWORD_WRONG(
      403,
      "The password is wrong",
      "Send the password that is used for signing in; after some failures wait for the time in Retry-After."),
  LAST_ADMINISTRATOR(
      409,
      "Nobody else administers the platform",
      "Make another operator administrator of the platform first."),
  PRECONDITION_REQUIRED(
      428,
      "The change does not say which version it is meant for",
      "Send 'If-Match' with the ETag that you read, or 'If-Match: *' to change whatever is there."),
  PRECONDITION_FAILED(
      412,
      "It was changed meanwhile",
      "Read it again, look whether your change still fits, and send it with the new ETag."),
  REQUEST_INVALID(422, "The request is understood but wrong", "Mend each member as 'errors' says."),

  INTERNAL_ERROR(
      500,
      "A fault of the platform",
      "Nothing is wrong with the request; tell the operator the traceId.");

  private final String code = name().toLowerCase(Locale.ROOT).replace('_', '-');
  private final int status;
  private final String title;
  private final String hint;

  ProblemCode(int status, String title, String hint) {
    this.status = status;
    this.title = title;
    this.hint = hint;
  }

  /** The stable code, in kebab-case. */
  public String code() {
    return code;
  }

  public int status() {
    return status;
  }

  /** What is wrong, the same for every occurrence. */
  public String title() {
    return title;
  }

  /** What to do about it. */
  public String hint() {
    return hint;
  }

  /** URI reference of the page that documents this code. */
  public String type() {
    return "/problems/" + code;
  }

  /** As what the platform counts it. */
  public FailureCategory category() {
    return switch (this) {
      case RATE_LIMITED, QUOTA_EXCEEDED, OVERLOADED -> FailureCategory.THROTTLED;
      case DOWNSTREAM_TIMEOUT, BODY_TIMEOUT, HEAD_TIMEOUT, NOT_DURABLE -> FailureCategory.TIMEOUT;
      case DOWNSTREAM_UNAVAILABLE,
          DOWNSTREAM_CIRCUIT_OPEN,
          STORE_UNAVAILABLE,
          KAFKA_UNAVAILABLE,
          ARCHIVE_UNAVAILABLE,
          KEYS_UNAVAILABLE,
          REVOCATIONS_UNAVAILABLE ->
          FailureCategory.CONNECTION;
      default ->
          switch (status) {
            case 401, 403 -> FailureCategory.AUTHORIZATION;
            case 409, 412, 428 -> FailureCategory.CONFLICT;
            default -> status < 500 ? FailureCategory.VALIDATION : FailureCategory.UNKNOWN;
          };
    };
  }

  public static Optional<ProblemCode> of(String code) {
    return Arrays.stream(values()).filter(known -> known.code.equals(code)).findFirst();
  }
}

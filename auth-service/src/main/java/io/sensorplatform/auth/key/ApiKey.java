package io.sensorplatform.auth.key;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API key: {@code spk_<id>_<secret>}, where the id (12 letters or digits) is public and the
 * secret is 256 random bits in base64url. The fixed form lets scanners find keys that leaked.
 */
final class ApiKey {

  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int ID_LENGTH = 12;
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM = Pattern.compile("spk_([a-z0-9]{12})_[A-Za-z0-9_-]{43}");

  private final String id;
  private final String text;

  private ApiKey(String id, String text) {
    this.id = id;
    this.text = text;
  }

  /** An id for a key of any kind. */
  static String randomId(SecureRandom random) {
    var id = new StringBuilder();
    for (int i = 0; i < ID_LENGTH; i++) {
      id.append(ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length())));
    }
    return id.toString();
  }

  static boolean isId(String text) {
    return text.length() == ID_LENGTH && text.chars().allMatch(c -> ID_ALPHABET.indexOf(c) >= 0);
  }

  static ApiKey random(SecureRandom random) {
    String id = randomId(random);
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new ApiKey(id, "spk_" + id + "_" + encoded);
  }

  /** The key in the text; null if the text has not the form of one. */
  static @Nullable ApiKey parse(String text) {
    Matcher form = FORM.matcher(text);
    return form.matches() ? new ApiKey(form.group(1), text) : null;
  }

  String id() {
    return id;
  }

  /** All of it, with the secret: to be shown once and hashed, never kept or logged. */
  String text() {
    return text;
  }

  @Override
  public String toString() {
    return "spk_" + id + "_...";
  }
}

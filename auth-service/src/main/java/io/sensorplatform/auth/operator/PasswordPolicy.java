package io.sensorplatform.auth.operator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which passwords are taken, after NIST SP 800-63B: long ones, of any characters, that are not
 * among the first to be guessed. No rules of composition and no expiry, which make people choose
 * worse.
 */
final class PasswordPolicy {

  static final int MIN_LENGTH = 12;

  /** BCrypt reads no further. */
  static final int MAX_BYTES = 72;

  private static final int MIN_DIFFERENT = 5;

  /** What has to be there beside a word that would be guessed. */
  private static final int MIN_BESIDE = 8;

  /** What lists of leaked passwords begin with, as far as it is long enough, and our own name. */
  private static final List<String> COMMON =
      List.of(
          "123456789012",
          "1234567890123",
          "012345678901",
          "abcdefghijkl",
          "qwertyuiopas",
          "qwertyuiop[]",
          "1q2w3e4r5t6y",
          "1qaz2wsx3edc",
          "password",
          "passw0rd",
          "iloveyou",
          "administrator",
          "letmeinletmein",
          "changeme",
          "sensorplatform",
          "sensor-platform",
          "sensor platform");

  private PasswordPolicy() {}

  /** What is wrong with the password, to follow its name; null if it may be one. */
  static @Nullable String wrong(@Nullable String password, @Nullable String username) {
    if (password == null
        || password.codePointCount(0, password.length()) < MIN_LENGTH
        || password.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return "must be %d characters at least and %d bytes at most."
          .formatted(MIN_LENGTH, MAX_BYTES);
    }
    if (password.indexOf('\0') >= 0) {
      return "must not hold a null character.";
    }
    String lower = password.toLowerCase(Locale.ROOT);
    if (lower.codePoints().distinct().count() < MIN_DIFFERENT || isMostlyCommon(lower)) {
      return "is among the first that are guessed.";
    }
    if (username != null && isMostly(lower, username.toLowerCase(Locale.ROOT))) {
      return "must be more than the user name.";
    }
    return null;
  }

  private static boolean isMostlyCommon(String password) {
    return COMMON.stream().anyMatch(common -> isMostly(password, common));
  }

  /** Whether fewer characters are left than a word has, once each occurrence is taken out. */
  private static boolean isMostly(String password, String word) {
    return !word.isEmpty()
        && password.contains(word)
        && password.replace(word, "").length() < MIN_BESIDE
        && word.length() >= 3;
  }
}

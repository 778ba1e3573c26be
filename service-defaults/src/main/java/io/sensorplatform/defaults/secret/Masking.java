package io.sensorplatform.defaults.secret;

import java.util.regex.Pattern;

/**
 * Blots out what has the form of one of our secrets, in text that came from elsewhere: people put
 * keys and tokens into paths, names and parameters, and such text is told back and written down.
 */
public final class Masking {

  /** Each starts where nothing of its own alphabet is before, so a long text is read once. */
  private static final Pattern API_KEY =
      Pattern.compile("(?<![A-Za-z0-9_-])(spk_[a-z0-9]{12}_)[A-Za-z0-9_-]++");

  private static final Pattern TOKEN =
      Pattern.compile("(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]++\\.[A-Za-z0-9_-]*+");

  private static final Pattern WEBHOOK_SECRET =
      Pattern.compile("(?<![A-Za-z0-9_-])whsec_[A-Za-z0-9+/_=-]++");

  private Masking() {}

  public static String mask(String text) {
    String masked = text;
    if (masked.contains("spk_")) {
      masked = API_KEY.matcher(masked).replaceAll("$1***");
    }
    if (masked.contains("eyJ")) {
      masked = TOKEN.matcher(masked).replaceAll("eyJ***");
    }
    if (masked.contains("whsec_")) {
      masked = WEBHOOK_SECRET.matcher(masked).replaceAll("whsec_***");
    }
    return masked;
  }
}

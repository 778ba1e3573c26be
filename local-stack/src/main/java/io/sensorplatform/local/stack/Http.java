package io.sensorplatform.local.stack;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Health checks, with the client that costs a short command the least to start. */
final class Http {
  private static final int TIMEOUT_MILLIS = 2_000;

  private Http() {}

  static boolean isOk(String url) {
    try {
      var connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException e) {
      return false;
    }
  }
}

package io.sensorplatform.auth.operator;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;

/** The page where operators sign in: plain HTML without scripts or anything from elsewhere. */
@Controller
class LoginPage {

  static final String PATH = "/login";

  /** The redirect after signing in leads to the command line tool on the operator's own machine. */
  static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
          + "form-action 'self' http://127.0.0.1:*";

  private final String template;

  LoginPage() {
    try {
      template =
          new ClassPathResource("login.html", LoginPage.class)
              .getContentAsString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @GetMapping(path = PATH, produces = MediaType.TEXT_HTML_VALUE + ";charset=UTF-8")
  @ResponseBody
  String page(HttpServletRequest request, CsrfToken csrf) {
    return template
        .replace("${message}", message(request))
        .replace("${csrf-name}", csrf.getParameterName())
        .replace("${csrf-token}", csrf.getToken());
  }

  private static String message(HttpServletRequest request) {
    var parameters = request.getParameterMap();
    if (parameters.containsKey("error")) {
      return alert("The user name or the password is wrong.");
    }
    if (parameters.containsKey("locked")) {
      return alert("There were too many attempts. Please try again in some minutes.");
    }
    if (parameters.containsKey("expired")) {
      return alert("The page was open for too long. Please sign in again.");
    }
    if (parameters.containsKey("unavailable")) {
      return alert("Nobody can sign in right now. Please try again in a minute.");
    }
    if (parameters.containsKey("done")) {
      return "<p role=\"status\">You are signed in. You can close this page.</p>";
    }
    return "";
  }

  private static String alert(String text) {
    return "<p role=\"alert\">" + text + "</p>";
  }
}

package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.AuthSettings;
import io.sensorplatform.auth.audit.Act;
import io.sensorplatform.auth.audit.AuditLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.stereotype.Component;

/**
 * Creates the operator of the settings when there is none at all, so that somebody can sign in. The
 * settings have no effect ever after: a password that was changed stays changed.
 */
@Component
class FirstOperator implements InitializingBean {

  private static final Logger log = LoggerFactory.getLogger(FirstOperator.class);

  private static final int MIN_PASSWORD_LENGTH = 12;

  private final AuthSettings settings;
  private final Operators operators;
  private final AuditLog audit;

  FirstOperator(AuthSettings settings, Operators operators, AuditLog audit) {
    this.settings = settings;
    this.operators = operators;
    this.audit = audit;
  }

  @Override
  public void afterPropertiesSet() {
    var first = settings.bootstrapOperator();
    if (!operators.none()) {
      return;
    }
    if (first == null) {
      log.warn("There is no operator, and platform.auth.bootstrap-operator does not name one");
      return;
    }
    String password = AuthSettings.password(first).text();
    if (password.length() < MIN_PASSWORD_LENGTH) {
      throw new IllegalStateException(
          "platform.auth.bootstrap-operator.password is shorter than %d characters"
              .formatted(MIN_PASSWORD_LENGTH));
    }
    if (operators.createFirst(first.username(), password, first.tenant())) {
      audit.write(
          Act.done(
              Act.PLATFORM,
              "operator.create",
              first.username(),
              first.tenant(),
              "the first one, of the settings"));
      log.info("Created the first operator, {}, of tenant {}", first.username(), first.tenant());
    }
  }
}

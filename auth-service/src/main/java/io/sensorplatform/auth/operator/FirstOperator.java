package io.sensorplatform.auth.operator;

import io.sensorplatform.auth.AuthSecrets;
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

  private final AuthSettings settings;
  private final AuthSecrets secrets;
  private final Operators operators;
  private final AuditLog audit;

  FirstOperator(AuthSettings settings, AuthSecrets secrets, Operators operators, AuditLog audit) {
    this.settings = settings;
    this.secrets = secrets;
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
      log.warn(
          "There is no operator, and platform.auth.bootstrap-operator names none; {}",
          secrets.setup().isPresent()
              ? "the first one can be made with the setup secret"
              : "nor is there a platform.auth.setup-secret");
      return;
    }
    String password = AuthSettings.password(first).text();
    String wrong = PasswordPolicy.wrong(password, first.username());
    if (wrong != null) {
      throw new IllegalStateException("platform.auth.bootstrap-operator.password " + wrong);
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

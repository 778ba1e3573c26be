package io.sensorplatform.auth.operator;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * A person who administers or watches the platform.
 *
 * @param passwordHash with the algorithm's id in front
 * @param tenant whose devices and readings they see
 * @param scopes what their tokens can allow at most
 * @param version rises whenever their tokens of before end
 */
public record Operator(
    String username, String passwordHash, String tenant, Set<String> scopes, long version)
    implements UserDetails {

  public Operator {
    scopes = Set.copyOf(scopes);
  }

  /** What was asked for, or everything if nothing was, as far as the operator has it. */
  public Set<String> granted(Set<String> asked) {
    Set<String> granted = new TreeSet<>(scopes);
    if (!asked.isEmpty()) {
      granted.retainAll(asked);
    }
    return granted;
  }

  @Override
  public String getUsername() {
    return username;
  }

  @Override
  public String getPassword() {
    return passwordHash;
  }

  /** None: what an operator may do, their tokens say as scopes. */
  @Override
  public List<GrantedAuthority> getAuthorities() {
    return List.of();
  }

  @Override
  public String toString() {
    return "Operator[" + username + "]";
  }
}

# SPDX-License-Identifier: GPL-3.0-or-later
"""A private Postfix and Dovecot on loopback, of the packages of the system, in a folder of their own."""
import os
import pwd
import socket
import subprocess
import time

MAIN = """compatibility_level = 3.6
queue_directory = {d}/queue
data_directory = {d}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
maillog_file = {d}/mail.log
maillog_file_prefixes = {d}
recipient_delimiter = +
virtual_mailbox_domains = ok.test, brand.test
virtual_mailbox_base = {d}/mail
virtual_mailbox_maps = regexp:{d}/etc/boxes
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = permit_mynetworks, reject_unauth_destination
transport_maps = inline:{{ down.test=smtp:[127.0.0.1]:{next}, dead.test=smtp:[127.0.0.1]:1 }}
smtp_host_lookup = native
disable_dns_lookups = yes
smtp_tls_security_level = none
maximal_queue_lifetime = 0
bounce_queue_lifetime = 0
minimal_backoff_time = 1s
maximal_backoff_time = 1s
queue_run_delay = 1s
smtp_connect_timeout = 2s
smtpd_client_connection_rate_limit = 0
smtpd_client_connection_count_limit = 0
"""
MASTER = """127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
DOVECOT = """base_dir = {d}/run
state_dir = {d}/state
instance_name = {name}
log_path = {d}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = yes
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir
passdb {{
  driver = passwd-file
  args = {d}/passwd
}}
userdb {{
  driver = passwd-file
  args = {d}/passwd
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def write(path, text):
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def wait_for(port, seconds=20):
    until = time.time() + seconds
    while time.time() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")


class Postfix:
    def __init__(self, folder, next_port):
        self.d, self.port = folder, free_port()
        nobody = pwd.getpwnam("nobody")
        for name in "etc", "queue", "data", "mail":
            os.makedirs(os.path.join(folder, name))
        os.chown(os.path.join(folder, "data"), pwd.getpwnam("postfix").pw_uid, -1)
        os.chown(os.path.join(folder, "mail"), nobody.pw_uid, nobody.pw_gid)
        os.chmod(folder, 0o755)
        write(f"{folder}/etc/boxes", "/@ok\\.test$/ ok.test/Maildir/\n/@brand\\.test$/ brand.test/Maildir/\n")
        write(f"{folder}/etc/main.cf", MAIN.format(d=folder, uid=nobody.pw_uid, gid=nobody.pw_gid, next=next_port))
        write(f"{folder}/etc/master.cf", MASTER.format(port=self.port))
        subprocess.run(["postfix", "-c", f"{folder}/etc", "start"], check=True, capture_output=True, timeout=60)
        wait_for(self.port)

    def stop(self):
        subprocess.run(["postfix", "-c", f"{self.d}/etc", "stop"], capture_output=True, timeout=60)

    def count(self, domain):
        box = f"{self.d}/mail/{domain}/Maildir"
        return sum(len(os.listdir(f"{box}/{part}")) for part in ("new", "cur") if os.path.isdir(f"{box}/{part}"))


class Dovecot:
    """Reads the mailbox of brand.test that Postfix fills; user "bounce", password "pw"."""

    def __init__(self, folder, mail, certificate=None):
        self.d, self.port = folder, free_port()
        nobody = pwd.getpwnam("nobody")
        os.makedirs(f"{folder}/run")
        os.makedirs(f"{folder}/state")
        os.chmod(folder, 0o755)
        write(f"{folder}/passwd",
              f"bounce:{{PLAIN}}pw:{nobody.pw_uid}:{nobody.pw_gid}::{mail}/brand.test\n")
        given = f"ssl_cert = <{certificate}.pem\nssl_key = <{certificate}.key" if certificate else ""
        write(f"{folder}/dovecot.conf", DOVECOT.format(
            d=folder, name=os.path.basename(folder), port=self.port, ssl="required" if certificate else "no",
            certificate=given))
        subprocess.run(["dovecot", "-c", f"{folder}/dovecot.conf"], check=True, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, timeout=60)  # the daemon keeps them
        wait_for(self.port)

    def stop(self):
        subprocess.run(["doveadm", "-c", f"{self.d}/dovecot.conf", "stop"], capture_output=True, timeout=60)

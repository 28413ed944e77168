# The Debian 12 packages that Espalier needs, by what they are for. Sourced by run and check.
packages_build="gcc g++ libc6-dev pkgconf meson ninja-build gettext libglib2.0-dev-bin libxml2-utils
  libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsqlite3-dev libgmime-3.0-dev
  libsecret-1-dev libcurl4-gnutls-dev libroaring-dev libphonenumber-dev libidn2-dev"
packages_run="adwaita-icon-theme librsvg2-common fonts-nanum fonts-dejavu-core ca-certificates"
packages_headless="xvfb xauth dbus at-spi2-core python3 python3-gi gir1.2-atspi-2.0 xdotool imagemagick x11-utils"
packages_check="clang clang-format-14 ccache desktop-file-utils appstream openssl postfix python3-aiosmtpd"

# install_missing PACKAGE...: installs what is not there, and nothing else.
install_missing () {
  missing=
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null; then sudo=sudo; else
    echo "Please install these packages first:$missing" >&2
    return 1
  fi
  echo "Installing:$missing"
  export DEBIAN_FRONTEND=noninteractive
  $sudo apt-get -qq -o DPkg::Lock::Timeout=900 update
  # shellcheck disable=SC2086
  $sudo apt-get -qq -y -o DPkg::Lock::Timeout=900 install --no-install-recommends $missing >/dev/null
}

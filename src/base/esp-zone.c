/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time zones of countries. A country with several is a zone, too: its code stands for all of them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-zone.h"

#include <stdlib.h>
#include <string.h>

#define MAX_REMEMBERED 2000
#define N_PARTS 12

typedef struct
{
  const char *country; /* ISO 3166, upper case */
  const char *zone;    /* IANA name */
} CountryZone;

typedef struct
{
  const char *country;
  const char *parts[N_PARTS]; /* IANA names, that of most people first */
} CountryZones;

/* Where it is one time nearly everywhere: zone.tab of the tz database 2024a. Small far parts (the Canaries, the
 * Azores, Easter Island, Chatham, Galápagos) go with the mainland. */
static const CountryZone single[] = {
  { "AD", "Europe/Andorra" },
  { "AE", "Asia/Dubai" },
  { "AF", "Asia/Kabul" },
  { "AG", "America/Antigua" },
  { "AI", "America/Anguilla" },
  { "AL", "Europe/Tirane" },
  { "AM", "Asia/Yerevan" },
  { "AO", "Africa/Luanda" },
  { "AR", "America/Argentina/Buenos_Aires" },
  { "AS", "Pacific/Pago_Pago" },
  { "AT", "Europe/Vienna" },
  { "AW", "America/Aruba" },
  { "AX", "Europe/Mariehamn" },
  { "AZ", "Asia/Baku" },
  { "BA", "Europe/Sarajevo" },
  { "BB", "America/Barbados" },
  { "BD", "Asia/Dhaka" },
  { "BE", "Europe/Brussels" },
  { "BF", "Africa/Ouagadougou" },
  { "BG", "Europe/Sofia" },
  { "BH", "Asia/Bahrain" },
  { "BI", "Africa/Bujumbura" },
  { "BJ", "Africa/Porto-Novo" },
  { "BL", "America/St_Barthelemy" },
  { "BM", "Atlantic/Bermuda" },
  { "BN", "Asia/Brunei" },
  { "BO", "America/La_Paz" },
  { "BQ", "America/Kralendijk" },
  { "BS", "America/Nassau" },
  { "BT", "Asia/Thimphu" },
  { "BW", "Africa/Gaborone" },
  { "BY", "Europe/Minsk" },
  { "BZ", "America/Belize" },
  { "CC", "Indian/Cocos" },
  { "CF", "Africa/Bangui" },
  { "CG", "Africa/Brazzaville" },
  { "CH", "Europe/Zurich" },
  { "CI", "Africa/Abidjan" },
  { "CK", "Pacific/Rarotonga" },
  { "CL", "America/Santiago" },
  { "CM", "Africa/Douala" },
  { "CN", "Asia/Shanghai" },
  { "CO", "America/Bogota" },
  { "CR", "America/Costa_Rica" },
  { "CU", "America/Havana" },
  { "CV", "Atlantic/Cape_Verde" },
  { "CW", "America/Curacao" },
  { "CX", "Indian/Christmas" },
  { "CY", "Asia/Nicosia" },
  { "CZ", "Europe/Prague" },
  { "DE", "Europe/Berlin" },
  { "DJ", "Africa/Djibouti" },
  { "DK", "Europe/Copenhagen" },
  { "DM", "America/Dominica" },
  { "DO", "America/Santo_Domingo" },
  { "DZ", "Africa/Algiers" },
  { "EC", "America/Guayaquil" },
  { "EE", "Europe/Tallinn" },
  { "EG", "Africa/Cairo" },
  { "EH", "Africa/El_Aaiun" },
  { "ER", "Africa/Asmara" },
  { "ES", "Europe/Madrid" },
  { "ET", "Africa/Addis_Ababa" },
  { "FI", "Europe/Helsinki" },
  { "FJ", "Pacific/Fiji" },
  { "FK", "Atlantic/Stanley" },
  { "FO", "Atlantic/Faroe" },
  { "FR", "Europe/Paris" },
  { "GA", "Africa/Libreville" },
  { "GB", "Europe/London" },
  { "GD", "America/Grenada" },
  { "GE", "Asia/Tbilisi" },
  { "GF", "America/Cayenne" },
  { "GG", "Europe/Guernsey" },
  { "GH", "Africa/Accra" },
  { "GI", "Europe/Gibraltar" },
  { "GL", "America/Godthab" },
  { "GM", "Africa/Banjul" },
  { "GN", "Africa/Conakry" },
  { "GP", "America/Guadeloupe" },
  { "GQ", "Africa/Malabo" },
  { "GR", "Europe/Athens" },
  { "GS", "Atlantic/South_Georgia" },
  { "GT", "America/Guatemala" },
  { "GU", "Pacific/Guam" },
  { "GW", "Africa/Bissau" },
  { "GY", "America/Guyana" },
  { "HK", "Asia/Hong_Kong" },
  { "HN", "America/Tegucigalpa" },
  { "HR", "Europe/Zagreb" },
  { "HT", "America/Port-au-Prince" },
  { "HU", "Europe/Budapest" },
  { "IE", "Europe/Dublin" },
  { "IL", "Asia/Jerusalem" },
  { "IM", "Europe/Isle_of_Man" },
  { "IN", "Asia/Kolkata" },
  { "IO", "Indian/Chagos" },
  { "IQ", "Asia/Baghdad" },
  { "IR", "Asia/Tehran" },
  { "IS", "Atlantic/Reykjavik" },
  { "IT", "Europe/Rome" },
  { "JE", "Europe/Jersey" },
  { "JM", "America/Jamaica" },
  { "JO", "Asia/Amman" },
  { "JP", "Asia/Tokyo" },
  { "KE", "Africa/Nairobi" },
  { "KG", "Asia/Bishkek" },
  { "KH", "Asia/Phnom_Penh" },
  { "KM", "Indian/Comoro" },
  { "KN", "America/St_Kitts" },
  { "KP", "Asia/Pyongyang" },
  { "KR", "Asia/Seoul" },
  { "KW", "Asia/Kuwait" },
  { "KY", "America/Cayman" },
  { "KZ", "Asia/Almaty" },
  { "LA", "Asia/Vientiane" },
  { "LB", "Asia/Beirut" },
  { "LC", "America/St_Lucia" },
  { "LI", "Europe/Vaduz" },
  { "LK", "Asia/Colombo" },
  { "LR", "Africa/Monrovia" },
  { "LS", "Africa/Maseru" },
  { "LT", "Europe/Vilnius" },
  { "LU", "Europe/Luxembourg" },
  { "LV", "Europe/Riga" },
  { "LY", "Africa/Tripoli" },
  { "MA", "Africa/Casablanca" },
  { "MC", "Europe/Monaco" },
  { "MD", "Europe/Chisinau" },
  { "ME", "Europe/Podgorica" },
  { "MF", "America/Marigot" },
  { "MG", "Indian/Antananarivo" },
  { "MH", "Pacific/Majuro" },
  { "MK", "Europe/Skopje" },
  { "ML", "Africa/Bamako" },
  { "MM", "Asia/Yangon" },
  { "MO", "Asia/Macau" },
  { "MP", "Pacific/Saipan" },
  { "MQ", "America/Martinique" },
  { "MR", "Africa/Nouakchott" },
  { "MS", "America/Montserrat" },
  { "MT", "Europe/Malta" },
  { "MU", "Indian/Mauritius" },
  { "MV", "Indian/Maldives" },
  { "MW", "Africa/Blantyre" },
  { "MY", "Asia/Kuala_Lumpur" },
  { "MZ", "Africa/Maputo" },
  { "NA", "Africa/Windhoek" },
  { "NC", "Pacific/Noumea" },
  { "NE", "Africa/Niamey" },
  { "NF", "Pacific/Norfolk" },
  { "NG", "Africa/Lagos" },
  { "NI", "America/Managua" },
  { "NL", "Europe/Amsterdam" },
  { "NO", "Europe/Oslo" },
  { "NP", "Asia/Kathmandu" },
  { "NR", "Pacific/Nauru" },
  { "NU", "Pacific/Niue" },
  { "NZ", "Pacific/Auckland" },
  { "OM", "Asia/Muscat" },
  { "PA", "America/Panama" },
  { "PE", "America/Lima" },
  { "PF", "Pacific/Tahiti" },
  { "PG", "Pacific/Port_Moresby" },
  { "PH", "Asia/Manila" },
  { "PK", "Asia/Karachi" },
  { "PL", "Europe/Warsaw" },
  { "PM", "America/Miquelon" },
  { "PN", "Pacific/Pitcairn" },
  { "PR", "America/Puerto_Rico" },
  { "PS", "Asia/Gaza" },
  { "PT", "Europe/Lisbon" },
  { "PW", "Pacific/Palau" },
  { "PY", "America/Asuncion" },
  { "QA", "Asia/Qatar" },
  { "RE", "Indian/Reunion" },
  { "RO", "Europe/Bucharest" },
  { "RS", "Europe/Belgrade" },
  { "RW", "Africa/Kigali" },
  { "SA", "Asia/Riyadh" },
  { "SB", "Pacific/Guadalcanal" },
  { "SC", "Indian/Mahe" },
  { "SD", "Africa/Khartoum" },
  { "SE", "Europe/Stockholm" },
  { "SG", "Asia/Singapore" },
  { "SH", "Atlantic/St_Helena" },
  { "SI", "Europe/Ljubljana" },
  { "SJ", "Arctic/Longyearbyen" },
  { "SK", "Europe/Bratislava" },
  { "SL", "Africa/Freetown" },
  { "SM", "Europe/San_Marino" },
  { "SN", "Africa/Dakar" },
  { "SO", "Africa/Mogadishu" },
  { "SR", "America/Paramaribo" },
  { "SS", "Africa/Juba" },
  { "ST", "Africa/Sao_Tome" },
  { "SV", "America/El_Salvador" },
  { "SX", "America/Lower_Princes" },
  { "SY", "Asia/Damascus" },
  { "SZ", "Africa/Mbabane" },
  { "TC", "America/Grand_Turk" },
  { "TD", "Africa/Ndjamena" },
  { "TG", "Africa/Lome" },
  { "TH", "Asia/Bangkok" },
  { "TJ", "Asia/Dushanbe" },
  { "TK", "Pacific/Fakaofo" },
  { "TL", "Asia/Dili" },
  { "TM", "Asia/Ashgabat" },
  { "TN", "Africa/Tunis" },
  { "TO", "Pacific/Tongatapu" },
  { "TR", "Europe/Istanbul" },
  { "TT", "America/Port_of_Spain" },
  { "TV", "Pacific/Funafuti" },
  { "TW", "Asia/Taipei" },
  { "TZ", "Africa/Dar_es_Salaam" },
  { "UA", "Europe/Kiev" },
  { "UG", "Africa/Kampala" },
  { "UY", "America/Montevideo" },
  { "UZ", "Asia/Tashkent" },
  { "VA", "Europe/Vatican" },
  { "VC", "America/St_Vincent" },
  { "VE", "America/Caracas" },
  { "VG", "America/Tortola" },
  { "VI", "America/St_Thomas" },
  { "VN", "Asia/Ho_Chi_Minh" },
  { "VU", "Pacific/Efate" },
  { "WF", "Pacific/Wallis" },
  { "WS", "Pacific/Apia" },
  { "YE", "Asia/Aden" },
  { "YT", "Indian/Mayotte" },
  { "ZA", "Africa/Johannesburg" },
  { "ZM", "Africa/Lusaka" },
  { "ZW", "Africa/Harare" },
};

/* Where it is not: one zone for each time that a part of the country has. */
static const CountryZones several[] = {
  { "AU",
    { "Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Darwin",
      "Australia/Perth" } },
  { "BR", { "America/Sao_Paulo", "America/Manaus", "America/Rio_Branco" } },
  { "CA",
    { "America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg",
      "America/Regina", "America/Halifax", "America/St_Johns" } },
  { "CD", { "Africa/Kinshasa", "Africa/Lubumbashi" } },
  { "ID", { "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura" } },
  { "MN", { "Asia/Ulaanbaatar", "Asia/Hovd" } },
  { "MX", { "America/Mexico_City", "America/Cancun", "America/Hermosillo", "America/Tijuana" } },
  { "RU",
    { "Europe/Moscow", "Europe/Kaliningrad", "Europe/Samara", "Asia/Yekaterinburg", "Asia/Omsk",
      "Asia/Krasnoyarsk", "Asia/Irkutsk", "Asia/Yakutsk", "Asia/Vladivostok", "Asia/Magadan",
      "Asia/Kamchatka" } },
  { "US",
    { "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
      "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu" } },
};

static int
compare_country (gconstpointer key, gconstpointer element)
{
  return strcmp (key, *(const char *const *) element);
}

static const CountryZones *
find_several (const char *country)
{
  return bsearch (country, several, G_N_ELEMENTS (several), sizeof several[0], compare_country);
}

static gboolean
is_zone (const char *name)
{
  g_autoptr (GTimeZone) zone = NULL;

  if ((!g_ascii_isalpha (*name) && *name != '+' && *name != '-') ||
      strlen (name) >= ESP_ZONE_SIZE || strstr (name, "..") != NULL)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("_+-/:", *p) == NULL)
      return FALSE;
  zone = g_time_zone_new_identifier (name);
  return zone != NULL;
}

/**
 * esp_zone_is_known:
 * @name: (nullable): what somebody wrote as a time zone
 *
 * Names are looked up in files once, and remembered: every message asks for one.
 *
 * Returns: whether it is the name of a zone of the tz database, or an offset such as +09:00
 */
gboolean
esp_zone_is_known (const char *name)
{
  static GMutex lock;
  static GHashTable *names;
  gpointer known = NULL;

  if (name == NULL || *name == '\0')
    return FALSE;
  g_mutex_lock (&lock);
  if (names == NULL)
    names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_lookup_extended (names, name, NULL, &known))
    {
      known = GINT_TO_POINTER (is_zone (name));
      if (g_hash_table_size (names) < MAX_REMEMBERED)
        g_hash_table_insert (names, g_strdup (name), known);
    }
  g_mutex_unlock (&lock);
  return GPOINTER_TO_INT (known);
}

/* "asia/seoul" and "new york" as the database spells them. */
static void
spell (char *name)
{
  gboolean is_first = TRUE;

  for (char *p = name; *p != '\0'; p++)
    {
      if (*p == ' ')
        *p = '_';
      *p = is_first ? g_ascii_toupper (*p) : g_ascii_tolower (*p);
      is_first = !g_ascii_isalnum (*p);
    }
}

/* "GMT+9", "UTC +09:00" and "+9" as an offset; the database's own names of that form count backwards. */
static gboolean
read_offset (const char *text, char out_name[ESP_ZONE_SIZE])
{
  const char *p = text;
  guint64 hours;
  guint64 minutes = 0;
  char *end;

  if (g_ascii_strncasecmp (p, "UTC", 3) == 0 || g_ascii_strncasecmp (p, "GMT", 3) == 0)
    p += 3;
  p += strspn (p, " ");
  if (*p != '+' && *p != '-')
    return FALSE;
  if (!g_ascii_isdigit (p[1]))
    return FALSE;
  hours = g_ascii_strtoull (p + 1, &end, 10);
  if (*end == ':' && g_ascii_isdigit (end[1]))
    minutes = g_ascii_strtoull (end + 1, &end, 10);
  else if (end - p == 5)
    {
      minutes = hours % 100;
      hours /= 100;
    }
  if (*end != '\0' || hours > 14 || minutes > 59)
    return FALSE;
  g_snprintf (out_name, ESP_ZONE_SIZE, "%c%02u:%02u", *p, (guint) hours, (guint) minutes);
  return TRUE;
}

/**
 * esp_zone_read:
 * @text: what somebody wrote as a time zone, without blanks around it
 * @out_name: its name: "asia/seoul", "KST" and "GMT+9" are understood, too
 *
 * Returns: whether it is a time zone
 */
gboolean
esp_zone_read (const char *text, char out_name[ESP_ZONE_SIZE])
{
  static const char *const short_names[][2] = {
    { "KST", "Asia/Seoul" },
    { "JST", "Asia/Tokyo" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (short_names); i++)
    if (g_ascii_strcasecmp (text, short_names[i][0]) == 0)
      text = short_names[i][1];
  if (read_offset (text, out_name))
    return TRUE;
  if (g_strlcpy (out_name, text, ESP_ZONE_SIZE) >= ESP_ZONE_SIZE)
    return FALSE;
  if (esp_zone_is_known (out_name))
    return TRUE;
  spell (out_name);
  return strchr (out_name, '/') != NULL && esp_zone_is_known (out_name);
}

/**
 * esp_zone_of_country:
 * @country: (nullable): ISO 3166 code, in any case
 *
 * Returns: (transfer none) (nullable): the IANA name of its zone, or the code itself, upper case, when it has
 *   several; %NULL when it is no country
 */
const char *
esp_zone_of_country (const char *country)
{
  const CountryZones *zones;
  const CountryZone *zone;
  char code[3];

  if (country == NULL || strlen (country) != 2)
    return NULL;
  for (guint i = 0; i < 3; i++)
    code[i] = g_ascii_toupper (country[i]);
  if (strcmp (code, "UK") == 0)
    return "Europe/London";
  zones = find_several (code);
  if (zones != NULL)
    return zones->country;
  zone = bsearch (code, single, G_N_ELEMENTS (single), sizeof single[0], compare_country);
  return zone != NULL ? zone->zone : NULL;
}

/* The zones of countries with several are asked for every person there: they stay open. */
static void
keep_parts (void)
{
  static GTimeZone *kept[G_N_ELEMENTS (several)][N_PARTS];
  static gsize is_kept;

  if (!g_once_init_enter (&is_kept))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (several); i++)
    for (guint j = 0; several[i].parts[j] != NULL; j++)
      if (kept[i][j] == NULL)
        kept[i][j] = g_time_zone_new_identifier (several[i].parts[j]);
  g_once_init_leave (&is_kept, 1);
}

/**
 * esp_zone_get_parts:
 * @zone: (nullable): IANA name, or a code of esp_zone_of_country()
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the zones of a country that has several, that
 *   of most people first; %NULL for a single zone
 */
const char *const *
esp_zone_get_parts (const char *zone)
{
  const CountryZones *zones = zone != NULL && strlen (zone) == 2 ? find_several (zone) : NULL;

  if (zones != NULL)
    keep_parts ();
  return zones != NULL ? zones->parts : NULL;
}

/**
 * esp_zone_get_main:
 *
 * Returns: (transfer none) (nullable): @zone, and of a country that has several the one of most people
 */
const char *
esp_zone_get_main (const char *zone)
{
  const char *const *parts = esp_zone_get_parts (zone);

  return parts != NULL ? parts[0] : zone;
}

/**
 * esp_zone_open:
 * @zone: (nullable): IANA name, or a code of esp_zone_of_country()
 *
 * Returns: (transfer full) (nullable): the zone, of a country with several that of most people; %NULL when
 *   there is none of that name
 */
GTimeZone *
esp_zone_open (const char *zone)
{
  const char *name = esp_zone_get_main (zone);

  return name != NULL ? g_time_zone_new_identifier (name) : NULL;
}

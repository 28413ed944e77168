/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only door to libphonenumber, which speaks C++: plain C in, plain C out, no exception crosses. */
#include "config.h"

#include "base/esp-phone.h"

#include <cstring>
#include <phonenumbers/phonenumberutil.h>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static EspPhoneKind
to_kind (PhoneNumberUtil::PhoneNumberType type)
{
  switch (type)
    {
    case PhoneNumberUtil::MOBILE:
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
      return ESP_PHONE_KIND_MOBILE;
    case PhoneNumberUtil::FIXED_LINE:
      return ESP_PHONE_KIND_FIXED;
    default:
      return ESP_PHONE_KIND_OTHER;
    }
}

/**
 * esp_phone_normalize_by_library:
 *
 * Reads @text with libphonenumber as somebody in @region writes it (NULL: international only). Any
 * value of @text is safe. Written to @out_phone only when the answer is %ESP_PHONE_OK.
 *
 * Returns: what is wrong with it, if anything
 */
extern "C" EspPhoneProblem
esp_phone_normalize_by_library (const char *text, const char *region, EspPhone *out_phone)
{
  const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance ();
  PhoneNumber number;
  std::string e164;

  switch (util->Parse (text, region != nullptr ? region : "ZZ", &number))
    {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN:
      return ESP_PHONE_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN:
      return ESP_PHONE_TOO_LONG;
    default:
      return ESP_PHONE_INVALID;
    }
  if (!util->IsValidNumber (number))
    {
      switch (util->IsPossibleNumberWithReason (number))
        {
        case PhoneNumberUtil::TOO_SHORT:
          return ESP_PHONE_TOO_SHORT;
        case PhoneNumberUtil::TOO_LONG:
          return ESP_PHONE_TOO_LONG;
        default:
          return ESP_PHONE_INVALID;
        }
    }
  util->Format (number, PhoneNumberUtil::E164, &e164);
  if (e164.size () >= ESP_PHONE_E164_BYTES)
    return ESP_PHONE_TOO_LONG;
  std::memset (out_phone, 0, sizeof *out_phone);
  std::memcpy (out_phone->e164, e164.c_str (), e164.size () + 1);
  out_phone->kind = to_kind (util->GetNumberType (number));
  return ESP_PHONE_OK;
}

/**
 * esp_phone_format:
 *
 * Writes a number for reading: as at home when it belongs to @region, else internationally.
 *
 * Returns: (transfer full): the number; @e164 itself when it cannot be read
 */
extern "C" char *
esp_phone_format (const char *e164, const char *region)
{
  const PhoneNumberUtil *util = PhoneNumberUtil::GetInstance ();
  PhoneNumber number;
  std::string text, own;

  if (util->Parse (e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return g_strdup (e164);
  util->GetRegionCodeForNumber (number, &own);
  util->Format (number,
                region != nullptr && own == region ? PhoneNumberUtil::NATIONAL
                                                   : PhoneNumberUtil::INTERNATIONAL,
                &text);
  return g_strdup (text.c_str ());
}

/**
 * esp_phone_is_region:
 *
 * Returns: whether @region is a two-letter code of a region that has phone numbers
 */
extern "C" gboolean
esp_phone_is_region (const char *region)
{
  return PhoneNumberUtil::GetInstance ()->GetCountryCodeForRegion (region) != 0;
}

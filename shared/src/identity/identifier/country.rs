//! Countries by their codes of ISO 3166-1 alpha-2, as far as they have telephone numbers.

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

/// What is written in place of a country's two letters by mistake: a reserved code of ISO 3166-1, codes of languages, and
/// the European Union's own for Greece.
const MISTAKES: [(&str, &str); 4] = [("EL", "GR"), ("EN", "GB"), ("JA", "JP"), ("UK", "GB")];

/// ISO 3166-1: the three letters of every country, each followed by its two.
const ALPHA_3: &str = "\
    ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI \
    BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT \
    BVTBV BWABW CAFCF CANCA CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU \
    CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET \
    FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR \
    GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR \
    IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB \
    LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD MDGMG MDVMV MEXMX MHLMH \
    MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE \
    NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL \
    PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ \
    SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC \
    TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY \
    USAUS UZBUZ VATVA VCTVC VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS XKXXK YEMYE ZAFZA ZMBZM ZWEZW";

/// Most calling codes that are shown: examples, and no list.
const MOST_CODES: usize = 3;

/// Why a text is no country whose numbers are known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountryFault {
    /// It is what people write for one.
    #[error("{meant} in place of {written}")]
    Mistaken {
        /// What was written: a calling code, or letters that stand here.
        written: String,
        /// The right code.
        meant: String,
    },
    /// Anything else, which is not repeated.
    #[error("nothing that names no country")]
    Unknown,
}

/// Reads the two letters of a country, in either case, with blanks around.
pub fn parse_country(text: &str) -> Result<String, CountryFault> {
    let written = text.trim();
    let code = written.to_ascii_uppercase();
    if has_numbers(&code) {
        return Ok(code);
    }
    let meant = by_calling_code(written).or_else(|| by_letters(&code)).filter(|meant| has_numbers(meant));
    Err(meant.map_or(CountryFault::Unknown, |meant| CountryFault::Mistaken { written: code, meant }))
}

/// The calling codes of the first of these countries, as people write them: `+49, +44`. A code that several share is there once.
pub fn calling_codes(countries: &[String]) -> String {
    let mut codes: Vec<String> = Vec::new();
    for country in countries {
        let region = PHONE_NUMBER_UTIL.get_supported_regions().find(|region| region.to_string() == *country);
        let code = region.and_then(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(region));
        codes.extend(code.map(|code| format!("+{code}")).filter(|code| !codes.contains(code)));
    }
    codes.truncate(MOST_CODES);
    codes.join(", ")
}

fn has_numbers(code: &str) -> bool {
    // `001` is for numbers of no country.
    code.len() == 2 && PHONE_NUMBER_UTIL.get_supported_regions().any(|region| region.to_string() == code)
}

/// `+49`, `0049` or `49`; of a code that several countries share, the one that it is named after.
fn by_calling_code(written: &str) -> Option<String> {
    let digits = written.strip_prefix('+').or_else(|| written.strip_prefix("00")).unwrap_or(written);
    let code = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    PHONE_NUMBER_UTIL
        .get_region_for_country_code(code)
        .filter(|region| *region != Region::World)
        .map(|region| region.to_string())
}

fn by_letters(code: &str) -> Option<String> {
    let mistake = MISTAKES.iter().find(|(written, _)| *written == code).map(|(_, meant)| (*meant).to_owned());
    let of_three = || ALPHA_3.split(' ').find_map(|pair| pair.strip_prefix(code).filter(|rest| rest.len() == 2));
    mistake.or_else(|| of_three().map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::{CountryFault, calling_codes, parse_country};

    #[test]
    fn countries_are_shown_by_their_calling_codes_each_once_and_not_all_of_them() {
        let shown =
            |countries: &[&str]| calling_codes(&countries.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
        assert_eq!(shown(&["DE", "GB"]), "+49, +44");
        assert_eq!(shown(&["US", "CA", "GG", "GB", "AT", "FR"]), "+1, +44, +43");
        assert_eq!(shown(&[]), "");
    }

    #[test]
    fn two_letters_of_a_country_with_numbers_are_taken_in_either_case() {
        for (text, code) in [("US", "US"), ("de", "DE"), (" Gb ", "GB"), ("GR", "GR"), ("XK", "XK"), ("ax", "AX")] {
            assert_eq!(parse_country(text).as_deref(), Ok(code), "{text}");
        }
    }

    #[test]
    fn what_is_written_by_mistake_is_refused_with_the_right_code() {
        for (text, right) in [
            ("UK", "GB"),
            ("EN", "GB"),
            ("EL", "GR"),
            ("JA", "JP"),
            ("+49", "DE"),
            ("49", "DE"),
            ("0049", "DE"),
            ("+1", "US"),
            ("44", "GB"),
            ("DEU", "DE"),
            ("USA", "US"),
            ("CHE", "CH"),
            ("GBR", "GB"),
        ] {
            let refused = parse_country(text).unwrap_err().to_string();
            assert_eq!(refused, format!("{right} in place of {text}"));
            assert_eq!(parse_country(&text.to_lowercase()).unwrap_err().to_string(), refused);
        }
    }

    #[test]
    fn what_names_no_country_with_numbers_is_refused() {
        for text in
            ["", " ", "XX", "ZZ", "EU", "AQ", "ATA", "+999", "+", "1A", "*", "US;DE", "Ü", "ＵＳ", "D", "GER", "SUI"]
        {
            assert_eq!(parse_country(text), Err(CountryFault::Unknown), "{text}");
        }
    }
}
